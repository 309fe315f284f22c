"""The event log of a year as a spreadsheet, for those who read the log."""

import datetime
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import OSLO
from portal.events import Event, EventQuerySet
from portal.exports import Sheet, SheetColumn, write_xlsx
from portal.file_types import XLSX
from portal.files import StoredFile, store_bytes
from portal.jobs.kinds import JobKind, Note
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.jobs.models import Job

ROWS_A_STEP = 2_000


def export_log(job: "Job", note: Note) -> StoredFile:
    """Every event of the year in `arguments["year"]` (Oslo time), oldest first, as XLSX."""
    year = int(job.arguments["year"])
    first, last = (datetime.datetime(number, 1, 1, tzinfo=OSLO) for number in (year, year + 1))
    events = Event.objects.visible_to(job.owner).filter(at__gte=first, at__lt=last).order_by("at", "pk")
    target = io.BytesIO()
    sheet = Sheet(
        _("Hendelser"),
        [
            SheetColumn(_("Tidspunkt"), width=20),
            SheetColumn(_("Hendelse"), width=26),
            SheetColumn(_("Hva som skjedde"), width=80),
            SheetColumn(_("Hvem"), width=28),
            SheetColumn(_("Gjelder"), width=40),
        ],
        _rows(events, note),
        head=[(_("År"), year)],
    )
    write_xlsx(target, [sheet])
    return store_bytes(
        target.getvalue(), name=f"hendelser-{year}.xlsx", content_type=XLSX.content_type, right=Right.READ_LOG,
        organisation=job.organisation, by=job.owner,
    )  # fmt: skip


def _rows(events: EventQuerySet, note: Note) -> Iterator[tuple[str, ...]]:
    total = events.count()
    fields = ("at", "type", "sentence", "actor_name", "subject_name")
    for number, (at, *texts) in enumerate(events.values_list(*fields).iterator(ROWS_A_STEP)):
        if number % ROWS_A_STEP == 0:
            note(100 * number // max(total, 1))
        yield (f"{at.astimezone(OSLO):%d.%m.%Y %H:%M:%S}", *texts)


LOG_EXPORT = JobKind("log.export", gettext_lazy("Hendelsesloggen som regneark"), Right.READ_LOG, export_log)
