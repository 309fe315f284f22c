"""Large files of the overview and the payments as long jobs: ordered, left, and found again (features.md R15)."""

import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import DomainError
from portal.files import store_stream
from portal.jobs.kinds import JobKind, Note
from portal.jobs.lists import ListExport, ListFile
from portal.permissions import Right
from portal.progress import told
from reporting import rules
from reporting.actions import overviews
from reporting.actions.exports import note_export, note_list_export
from reporting.documents import FORMATS, LIST_FORMATS, overview_filename, payments_sheet
from reporting.forms.money import PaymentFilterForm
from reporting.models import Authority, OverviewVersion
from reporting.queries.overview import overview_of, rows_in_order
from reporting.queries.payments import filtered

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.jobs.models import Job
    from portal.people.models import User

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
    with tempfile.TemporaryFile() as target:
        note(1)
        counted = overview_of(authority, made_at=timezone.now(), made_by=str(job.owner))
        total = max(counted.sums.count, 1)
        made = replace(counted, tell=lambda done: note(1 + 94 * done // total))
        write(made, target)
        note(95)
        note_export(
            authority=authority, extension=extension, rows=made.sums.count, by=job.owner, at=timezone.now()
        )
        target.seek(0)
        return store_stream(
            target, name=overview_filename(made, extension), content_type=content_type, right=Right.EXPORT,
            organisation=job.organisation, by=job.owner,
        )  # fmt: skip


def seal_overview(job: "Job", note: Note) -> None:
    """Seal and send a long overview; the files are found on its own page (domain.md E-24)."""
    found = OverviewVersion.objects.visible_to(job.owner).with_people().filter(pk=job.arguments["version"])
    version = found.first()
    if version is None or not rules.can_send_overview(job.owner, version.authority):
        raise DomainError(_("Oversikten finnes ikke lenger, eller du kan ikke lenger sende den."))
    total = max(version.row_count or 0, 1) * len(FORMATS)
    overviews.send_overview(
        version=version, by=job.owner, at=timezone.now(), tell=lambda done: note(min(95, 95 * done // total))
    )


def payments_file(user: "User", *, authority: int, extension: str, query: str) -> ListFile:
    """Exactly the rows that the list shows, on all its pages (features.md X07); `query` is the list's address."""
    found = Authority.objects.visible_to(user).with_parties().filter(pk=authority).first()
    if found is None:
        raise DomainError(_("Fullmakten finnes ikke lenger, eller du har ikke lenger tilgang til den."))
    content_type, write = LIST_FORMATS[extension]
    form = PaymentFilterForm(QueryDict(query), authority=found)
    rows = filtered(found, form.wanted())
    count = rows.count()
    return ListFile(
        title=_("Bilag for %(authority)s, %(format)s") % {"authority": found, "format": extension.upper()},
        name=f"bilag-{found.key}.{extension}",
        content_type=content_type,
        count=count,
        write=lambda target, tell: write(payments_sheet(found, told(rows_in_order(rows), tell)), target),
        note=lambda at: note_list_export(
            authority=found, extension=extension, rows=count, wanted=dict(form.data.items()), by=user, at=at
        ),
    )


PAYMENTS_LIST = ListExport("payments.list", gettext_lazy("Bilagsliste"), Right.EXPORT, payments_file)

SEALING = JobKind(
    "overview.sealing", gettext_lazy("Forsegling av oversikt"), Right.READ_MONEY, seal_overview,
    hold=overviews.hold_still,
)  # fmt: skip

OVERVIEW_FILE = JobKind(
    "overview.file", gettext_lazy("Oversikt over utbetalinger"), Right.EXPORT, fill_overview
)
