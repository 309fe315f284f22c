"""Stored files: what they are by content, who may fetch them, and their SHA-256 (domain.md S-02, S-12).

A file lies under its own hash, so that a changed byte on disk is always noticed. It is never executed,
never shown inline, and its name from the uploader is only a label.
"""

import hashlib
import io
import os
import tempfile
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import BadInput
from portal.file_types import FileType, sniff
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


class InformationClass(models.TextChoices):
    """The portal's own classes; never the words of the security or protection acts (domain.md 3.5, S-03)."""

    OPEN = "open", gettext_lazy("Åpen")
    COMMON = "common", gettext_lazy("Intern i departementsfellesskapet")
    OWN = "own", gettext_lazy("Bare egen virksomhet")


WithheldFiles = Callable[["User"], "Iterable[models.QuerySet[Any, Any]]"]

_withheld: list[WithheldFiles] = []


def register_withheld_files(source: WithheldFiles) -> None:
    """Add a function that gives queries of the ids of files that this user may not fetch, whatever their right.

    Called from AppConfig.ready(), for files whose document is closed to some of those who read the rest: «unntatt
    offentlighet» (domain.md S-04), or not shared.
    """
    if source not in _withheld:
        _withheld.append(source)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: "User") -> Self:
        """Files whose right the user holds and that are not withheld; those for one body only by that body."""
        held = self.filter(right__in=[right.value for right in user.rights])
        own = models.Q(organisation=user.organisation) if user.organisation else models.Q(pk=None)
        seen = held.filter(~models.Q(information_class=InformationClass.OWN) | own)
        for source in _withheld:
            for withheld in source(user):
                seen = seen.exclude(pk__in=withheld)
        return seen


class StoredFile(models.Model):
    """A file that was taken in: bytes under their hash, and the facts about them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(gettext_lazy("filnavn"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(gettext_lazy("størrelse"))
    content_type = models.CharField(gettext_lazy("type"), max_length=120)
    information_class = models.CharField(
        gettext_lazy("klasse"), max_length=10, choices=InformationClass, default=InformationClass.COMMON
    )
    # A `Right`; not as choices, since each new right would then be a change of this table.
    right = models.CharField(max_length=40)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    stored_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_because = models.CharField(max_length=200, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ("-stored_at",)
        verbose_name = gettext_lazy("fil")
        verbose_name_plural = gettext_lazy("filer")
        constraints = [
            models.CheckConstraint(
                name="file_hash_is_sha256", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.public_id])

    @property
    def path(self) -> Path:
        return _path_of(self.sha256)

    def is_intact(self) -> bool:
        """Whether the bytes on disk still have the hash that was noted when they came (features.md A01)."""
        return self.path.is_file() and _hash_of(self.path) == self.sha256


def _path_of(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store_file(
    upload: UploadedFile,
    *,
    allowed: frozenset[FileType],
    right: Right,
    organisation: "Organisation",
    by: "User",
    information_class: InformationClass = InformationClass.COMMON,
) -> StoredFile:
    """Check an upload by its content, keep it under its hash, and return its row.

    Raises BadInput with a sentence for a wrong type, macros, a zip bomb, a graded marking or a full disk;
    then nothing is kept.
    """
    if not upload.size:
        raise BadInput(_("Filen er tom."))
    if upload.size > settings.MAX_UPLOAD_BYTES:
        raise BadInput(
            _("Filen er for stor. Grensen er %(mb)s MB.") % {"mb": settings.MAX_UPLOAD_BYTES // 2**20}
        )
    kind = sniff(upload, allowed=allowed)
    sha256 = _keep(upload)
    return StoredFile.objects.create(
        name=Path(upload.name or "fil").name[-200:],
        sha256=sha256,
        size=upload.size,
        content_type=kind.content_type,
        information_class=information_class,
        right=right.value,
        organisation=organisation,
        stored_by=by,
    )


def _keep(upload: BinaryIO | UploadedFile) -> str:
    """Write to a temporary name beside the target and rename: there is never half a file."""
    root = Path(settings.FILES_ROOT)
    digest = hashlib.sha256()
    temporary = ""
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root, prefix=".inn-", delete=False) as target:
            temporary = target.name
            upload.seek(0)
            while chunk := upload.read(1 << 20):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        path = _path_of(digest.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise BadInput(
            _("Filen kunne ikke lagres fordi det ikke er plass på disken. Prøv igjen senere.")
        ) from error
    return digest.hexdigest()


def store_bytes(
    content: bytes, *, name: str, content_type: str, right: Right, organisation: "Organisation", by: "User"
) -> StoredFile:
    """Keep what the portal itself has made, under its hash, and return its row; a full disk is BadInput."""
    return store_stream(
        io.BytesIO(content),
        name=name,
        content_type=content_type,
        right=right,
        organisation=organisation,
        by=by,
    )


def store_stream(
    content: BinaryIO,
    *,
    name: str,
    content_type: str,
    right: Right,
    organisation: "Organisation",
    by: "User",
    information_class: InformationClass = InformationClass.COMMON,
) -> StoredFile:
    """The same from an open file, a piece at a time, for what is too large to hold."""
    size = content.seek(0, os.SEEK_END)
    return StoredFile.objects.create(
        name=name,
        sha256=_keep(content),
        size=size,
        content_type=content_type,
        information_class=information_class,
        right=right.value,
        organisation=organisation,
        stored_by=by,
    )


def stored_bytes(sha256: str) -> bytes:
    """The bytes that were kept under the hash, when they still have it; raises BadInput when they do not."""
    try:
        content = _path_of(sha256).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadInput(_("Filen er borte eller endret på disken. Hent den fra sikkerhetskopien."))
    return content


def erase_file(*, file: StoredFile, because: str, at: object) -> StoredFile:
    """Remove the bytes of a file that should never have come in; the row keeps the hash and the reason."""
    file.erased_at = at  # type: ignore[assignment]
    file.erased_because = because[:200]
    file.save(update_fields=["erased_at", "erased_because"])
    if not StoredFile.objects.filter(sha256=file.sha256, erased_at=None).exists():
        file.path.unlink(missing_ok=True)
    return file
