"""Stored files: whole or not at all, intact or not delivered (domain.md S-02, S-12, features.md A01)."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.errors import BadInput
from portal.file_types import TABLES
from portal.files import InformationClass, StoredFile, erase_file, store_file
from portal.people.models import User
from portal.people.roles import Role
from portal.permissions import Right
from tests import factories

pytestmark = pytest.mark.django_db
CONTENT = b"Konto;Statskonto\n6710;150021\n"


def store(by: User, content: bytes = CONTENT, name: str = "utdrag.csv", **more: object) -> StoredFile:
    return store_file(
        SimpleUploadedFile(name, content), allowed=TABLES, right=Right.READ_FILES, organisation=by.organisation, by=by, **more
    )  # fmt: skip


def on_disk(settings) -> list[str]:
    return [path.name for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_file_lies_under_its_hash_with_its_facts(settings) -> None:
    """features.md A01, domain.md S-12: the name from outside is only a label."""
    stored = store(factories.member(Role.CONTROLLER), name="../../etc/passwd.csv")

    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert (stored.name, stored.sha256, stored.size, stored.content_type) == (
        "passwd.csv",
        sha256,
        len(CONTENT),
        "text/csv",
    )
    assert (on_disk(settings), stored.path.read_bytes(), stored.is_intact()) == ([sha256], CONTENT, True)


def test_same_bytes_twice_are_kept_once(settings) -> None:
    """features.md A02."""
    by = factories.member(Role.CONTROLLER)

    first, second = store(by), store(by, name="igjen.csv")

    assert (first.path, len(on_disk(settings))) == (second.path, 1)


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "Filen er tom."), (b"x" * 2_000_000, "Grensen er 1 MB.")]
)
def test_empty_and_too_large_files_are_refused(settings, content: bytes, sentence: str) -> None:
    """domain.md I-01: a plain message."""
    settings.MAX_UPLOAD_BYTES = 1 << 20

    with pytest.raises(BadInput, match=sentence):
        store(factories.member(Role.CONTROLLER), content)

    assert (StoredFile.objects.count(), on_disk(settings)) == (0, [])


def test_full_disk_is_a_sentence_and_leaves_no_half_file(settings, tmp_path: Path) -> None:
    """as asked: /dev/full, as the folder's place, refuses every byte."""
    blocked = tmp_path / "sperret"
    blocked.write_text("en fil der mappen skulle vært")
    settings.FILES_ROOT = blocked

    with pytest.raises(BadInput, match="Filen kunne ikke lagres"):
        store(factories.member(Role.CONTROLLER))

    assert (StoredFile.objects.count(), [path.name for path in tmp_path.iterdir()]) == (0, ["sperret"])


def test_write_that_stops_half_way_leaves_no_half_file(settings, tmp_path: Path) -> None:
    """The temporary file is taken away."""
    folder = Path(settings.FILES_ROOT)
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    (folder / sha256[:2]).mkdir(parents=True)
    (folder / sha256[:2] / sha256[2:4]).write_text("en fil der mappen skulle vært")

    with pytest.raises(BadInput, match="Filen kunne ikke lagres"):
        store(factories.member(Role.CONTROLLER))

    assert on_disk(settings) == [sha256[2:4]]


def test_file_is_served_as_attachment_in_a_sandbox(client_for) -> None:
    """domain.md S-12: never shown inline, never run."""
    by = factories.member(Role.CONTROLLER)
    stored = store(by)

    answer = client_for(by).get(stored.get_absolute_url())

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, CONTENT)
    assert answer["Content-Disposition"] == 'attachment; filename="utdrag.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_changed_byte_on_disk_is_refused_and_said(client_for) -> None:
    """features.md A01."""
    by = factories.member(Role.CONTROLLER)
    stored = store(by)
    stored.path.write_bytes(CONTENT.replace(b"150021", b"150022"))

    answer = client_for(by).get(stored.get_absolute_url())

    assert (answer.status_code, "ikke lenger den som ble lagret" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("role", "own", "information_class", "status"),
    [
        (Role.COORDINATOR, True, InformationClass.OWN, 200),
        (Role.COORDINATOR, False, InformationClass.OWN, 404),
        (Role.COORDINATOR, False, InformationClass.COMMON, 200),
        (Role.EMPLOYEE, True, InformationClass.COMMON, 404),
    ],
)
def test_file_is_for_those_with_its_right_and_class(client_as, role, own, information_class, status) -> None:
    """domain.md S-05."""
    by = factories.member(Role.CONTROLLER)
    stored = store(by, information_class=information_class)

    answer = client_as(role, by.organisation if own else None).get(stored.get_absolute_url())

    assert answer.status_code == status


def test_erased_file_keeps_its_row_and_loses_its_bytes(settings, client_for) -> None:
    """domain.md S-01."""
    by = factories.member(Role.CONTROLLER)
    stored = store(by)

    erase_file(file=stored, because="Fødselsnummer", at=timezone.now())

    assert (on_disk(settings), StoredFile.objects.get().erased_because) == ([], "Fødselsnummer")
    assert client_for(by).get(stored.get_absolute_url()).status_code == 404


def test_bytes_that_another_row_needs_are_not_erased(settings) -> None:
    """features.md A01."""
    by = factories.member(Role.CONTROLLER)
    first, second = store(by), store(by)

    erase_file(file=first, because="Feil fil", at=timezone.now())

    assert second.is_intact()


def test_body_over_the_limit_is_413_with_a_sentence(client_as, settings) -> None:
    """A 300 MB file; none of it is parsed or kept."""
    settings.MAX_UPLOAD_BYTES = 1 << 20
    upload = SimpleUploadedFile("stor.csv", b"x" * (3 << 20))

    answer = client_as(Role.CONTROLLER).post("/budsjett/150021-2024/import/", {"file": upload})

    assert (answer.status_code, "Grensen er 1 MB" in answer.content.decode(), on_disk(settings)) == (
        413,
        True,
        [],
    )
