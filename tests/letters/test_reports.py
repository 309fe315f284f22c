"""The status report and the auditor's binder (domain.md T-06, P-11; features.md A06, X07; moonshot 24)."""

import datetime
import io
import subprocess
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.letters.actions import binders, reports
from portal.letters.actions.clauses import report_zero
from portal.letters.actions.evidence import Given, add_evidence
from portal.letters.filling import fill_binder
from portal.letters.models import Assignment, Binder, Clause, StatusReport
from portal.letters.states import EvidenceKind

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2025, 1, 15, 9, tzinfo=datetime.UTC)
NEW_YEARS_EVE = datetime.date(2024, 12, 31)


@pytest.fixture
def coordinator(letter, client_as):
    return client_as("coordinator", letter.receiver)


@pytest.fixture
def report(letter, coordinator) -> StatusReport:
    made = reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)
    return reports.write_report(
        report=made, status_on=NEW_YEARS_EVE, summary="Arbeidet er i rute.", by=coordinator.user, at=NOW
    )


def proof(clause: Clause, by, *, valid_on: datetime.date, text: str = "Referat") -> None:
    upload = SimpleUploadedFile(f"{text}.txt", text.encode(), content_type="text/plain")
    add_evidence(
        title=text, given=Given(EvidenceKind.FILE, valid_on, upload), clauses=[clause], by=by, at=NOW
    )


# The report -------------------------------------------------------------------------------------


def test_report_shows_every_assignment_also_the_idle(report, coordinator, letter):
    """domain.md T-06: all eight parts of the letter, the four føringer among them."""
    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)

    shown = sent.content["assignments"]
    assert len(shown) == letter.assignments.count() == 8
    assert [part["is_active"] for part in shown if part["title"] == "Rapportering"] == [False]


def test_evidence_counts_by_its_own_date(report, clause, coordinator):
    """features.md A06: put in in January 2025; the one of November is in the report for 2024, the other not."""
    proof(clause("2.7"), coordinator.user, valid_on=datetime.date(2024, 11, 12), text="November")
    proof(clause("2.7"), coordinator.user, valid_on=datetime.date(2025, 1, 10), text="Januar")

    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)

    clauses = {item["number"]: item for part in sent.content["assignments"] for item in part["clauses"]}
    assert [(item["title"], item["counts_for"]) for item in clauses["2.7"]["evidence"]] == [
        ("November", "2024")
    ]


def test_sent_report_is_frozen_with_its_files(report, clause, coordinator, client_as):
    """domain.md T-06: PDF and Word as they were sent, whatever is written afterwards."""
    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)
    from portal.letters.actions import set_clause_status

    set_clause_status(clause=clause("2.7"), status="done", sentence="Etterpå.", by=coordinator.user, at=NOW)

    steward = client_as("steward", sent.letter.sender)
    page = steward.get(sent.get_absolute_url()).content.decode()
    assert "Arbeidet er i rute." in page
    assert "Etterpå." not in page
    assert steward.get(sent.pdf.get_absolute_url()).status_code == 200
    assert sent.pdf.path.read_bytes().startswith(b"%PDF")


def test_word_file_says_the_same(report, coordinator):
    from docx import Document

    sent = reports.send_report(report=report, by=coordinator.user, at=NOW)
    paper = Document(io.BytesIO(sent.docx.path.read_bytes()))

    headings = [line.text for line in paper.paragraphs if line.style.name == "Heading 1"]
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert headings == ["Sammendrag", *[part["title"] for part in sent.content["assignments"]]]
    assert "Sende utkast til mandat så snart det er klart" in cells


@pytest.mark.parametrize(
    "sql", ["UPDATE letters_statusreport SET summary = 'x'", "DELETE FROM letters_statusreport"]
)
def test_sent_report_is_never_changed_also_in_sql(report, coordinator, sql):
    reports.send_report(report=report, by=coordinator.user, at=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_sent_twice_or_changed_is_a_sentence(report, coordinator):
    reports.send_report(report=report, by=coordinator.user, at=NOW)

    with pytest.raises(StateChanged, match="Noen andre var raskere"):
        reports.send_report(report=report, by=coordinator.user, at=NOW)
    with pytest.raises(StateChanged, match="kan ikke endres"):
        reports.write_report(report=report, status_on=NEW_YEARS_EVE, summary="x", by=coordinator.user, at=NOW)


def test_one_draft_at_a_time(report, letter, coordinator):
    with pytest.raises(StateChanged, match="under arbeid"):
        reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)


def test_draft_is_seen_in_its_own_house_only(report, client_as, letter):
    """domain.md S-05."""
    assert client_as("steward", letter.sender).get(report.get_absolute_url()).status_code == 404


def test_report_that_was_asked_for_is_answered_also_with_nothing(client_as, letter):
    """domain.md P-11: neither evidence nor zero report stops the sending, with the place to mend it."""
    asked = Clause.objects.get(assignment__letter__number=4, assignment__number=2, position=8)
    earlier, client = asked.assignment.letter, client_as("coordinator", letter.receiver)
    client.post(reverse("open_report", args=[earlier.pk]))
    made = StatusReport.objects.get(letter=earlier)
    client.post(
        reverse("write_report", args=[made.pk]), {"status_on": "31.12.2023", "summary": "Ingen piloter."}
    )
    refused = client.post(reverse("send_report", args=[made.pk]))
    assert refused.status_code == 409
    assert "Punkt 2.8 ba om rapport" in refused.content.decode()

    proof(
        Clause.objects.get(assignment=asked.assignment, position=1),
        client.user,
        valid_on=datetime.date(2023, 10, 30),
    )
    report_zero(clause=asked, assessments="Tre vurdert", union_involvement="Drøftet", by=client.user, at=NOW)
    client.post(reverse("send_report", args=[made.pk]))

    made.refresh_from_db()
    assert made.state == "sent"
    assert "Tre vurdert" in str(made.content)


def test_report_without_summary_is_not_sent(letter, coordinator):
    made = reports.open_report(letter=letter, status_on=NEW_YEARS_EVE, by=coordinator.user, at=NOW)
    with pytest.raises(StepRefused, match="sammendrag"):
        reports.send_report(report=made, by=coordinator.user, at=NOW)


# The binder -------------------------------------------------------------------------------------


@pytest.fixture
def binder(clause, coordinator) -> Binder:
    """Assignment 2 with two pieces of evidence, ordered and filled."""
    found = clause("2.7")
    for text in ("Første", "Andre"):
        proof(found, coordinator.user, valid_on=NEW_YEARS_EVE, text=text)
    assignment = Assignment.objects.select_related("letter").get(pk=found.assignment_id)
    return fill_binder(binder=binders.order_binder(assignment=assignment, by=coordinator.user, at=NOW))


def unpacked(binder: Binder, folder) -> set[str]:
    with zipfile.ZipFile(binder.file.path) as archive:
        archive.extractall(folder)
        return set(archive.namelist())


def checked(folder) -> int:
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode


def test_binder_opens_without_the_portal(binder, tmp_path):
    """moonshot 24: a first page, the tables, the files, and ten lines on how to verify."""
    names = unpacked(binder, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")

    tables = {"brev", "punkter", "tidslinje", "beslutninger", "bevis", "statusrapporter"}
    assert {f"{name}.csv" for name in tables} | {
        "index.html",
        "stil.css",
        "LES-MEG.txt",
        "SHA256SUMS",
    } <= names
    assert sum(name.startswith("bevis/") for name in names) == 2
    assert "Sende informasjon og invitasjon" in page
    assert all(f'href="{name}"' in page for name in names if name.startswith("bevis/"))
    assert "http" not in page.replace("https://", "").split("<body>")[0]
    lines = (tmp_path / "LES-MEG.txt").read_text(encoding="utf-8")
    assert all(f"{number}. " in lines for number in range(1, 11))


def test_altered_file_fails_the_check(binder, tmp_path):
    """moonshot 24: altering one byte of one file is found by sha256sum."""
    names = unpacked(binder, tmp_path)
    assert checked(tmp_path) == 0

    altered = tmp_path / next(name for name in names if name.startswith("bevis/"))
    altered.write_bytes(altered.read_bytes() + b" ")
    assert checked(tmp_path) != 0


def test_every_file_is_in_the_checksums(binder, tmp_path):
    names = unpacked(binder, tmp_path)
    lines = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()

    assert {line.split("  ", 1)[1] for line in lines} == names - {"SHA256SUMS"}


def test_file_that_is_changed_on_disk_is_named_and_left_out(clause, coordinator, tmp_path):
    found = clause("2.7")
    proof(found, coordinator.user, valid_on=NEW_YEARS_EVE, text="Borte")
    file = found.evidence_ties.get().evidence.current.file
    file.path.write_bytes(b"noe annet")

    made = fill_binder(binder=binders.order_binder(assignment=found.assignment, by=coordinator.user, at=NOW))

    names = unpacked(made, tmp_path)
    assert "Filer som mangler" in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not any(name.startswith("bevis/") for name in names)


def test_binder_is_ordered_and_fetched_on_the_page(clause, coordinator, eager_tasks):
    """features.md X07: taking it out is written in the log."""
    page = coordinator.post(reverse("order_binder", args=[clause("2.7").assignment_id]), follow=True)
    assert "Hent mappen" in page.content.decode()

    made = Binder.objects.get()
    answer = coordinator.post(reverse("fetch_binder", args=[made.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert Event.objects.filter(type="binder.fetched").count() == 1


def test_binder_holds_what_the_person_may_see(clause, client_as, tmp_path):
    """domain.md S-05: it is ordered with a right, and another's is not found."""
    member = client_as("member")
    assert member.post(reverse("order_binder", args=[clause("2.7").assignment_id])).status_code == 403

    auditor, other = client_as("auditor"), client_as("auditor")
    made = binders.order_binder(assignment=clause("2.7").assignment, by=auditor.user, at=NOW)
    assert auditor.get(made.get_absolute_url()).status_code == 200
    assert other.get(made.get_absolute_url()).status_code == 404


def test_silent_work_is_started_again(clause, coordinator, time_machine):
    made = binders.order_binder(assignment=clause("2.7").assignment, by=coordinator.user, at=NOW)
    time_machine.move_to(NOW + datetime.timedelta(seconds=30))
    with pytest.raises(StateChanged, match="lages fremdeles"):
        binders.restart_binder(binder=made, at=NOW + datetime.timedelta(seconds=30))

    time_machine.move_to(NOW + datetime.timedelta(minutes=3))
    assert "Arbeidet har stanset" in coordinator.get(made.get_absolute_url()).content.decode()
    assert binders.restart_binder(binder=made, at=NOW + datetime.timedelta(minutes=3)).state == "queued"
