"""Large files of the overview and the payments as long jobs: ordered, left, and found again (features.md R15)."""

import tempfile
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.database import one_moment
from portal.errors import DomainError
from portal.files import store_stream
from portal.jobs.kinds import JobKind, Note
from portal.permissions import Right
from reporting.actions.exports import note_export
from reporting.documents import FORMATS, overview_filename
from reporting.models import Authority
from reporting.queries.overview import overview_of

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.jobs.models import Job

# Fewer rows are written while the person waits; CSV streams however many there are.
ROWS_WHILE_WAITING = 2_000
AS_JOBS = frozenset({"xlsx", "pdf", "json"})


def is_long(extension: str, rows: int) -> bool:
    """Whether a file of so many rows is made as a long job."""
    return extension in AS_JOBS and rows > ROWS_WHILE_WAITING


def fill_overview(job: "Job", note: Note) -> "StoredFile":
    """Write the overview in the format that was asked for, as the ledger stands now."""
    extension = job.arguments["extension"]
    authority = (
        Authority.objects.visible_to(job.owner).with_parties().filter(pk=job.arguments["authority"]).first()
    )
    if authority is None:
        raise DomainError(_("Fullmakten finnes ikke lenger, eller du har ikke lenger tilgang til den."))
    content_type, write = FORMATS[extension]
    with tempfile.TemporaryFile() as target, one_moment():
        note(5)
        made = overview_of(authority, made_at=timezone.now(), made_by=str(job.owner))
        write(made, target)
        note(90)
        note_export(
            authority=authority, extension=extension, rows=made.sums.count, by=job.owner, at=timezone.now()
        )
        target.seek(0)
        return store_stream(
            target, name=overview_filename(made, extension), content_type=content_type, right=Right.EXPORT,
            organisation=job.organisation, by=job.owner,
        )  # fmt: skip


OVERVIEW_FILE = JobKind(
    "overview.file", gettext_lazy("Oversikt over utbetalinger"), Right.EXPORT, fill_overview
)
