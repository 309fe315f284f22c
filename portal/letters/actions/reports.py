"""The status report is begun, written on, and frozen when it is sent (domain.md T-06)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import StateChanged, refuse_if
from portal.events import Audience, record
from portal.files import StoredFile, store_bytes
from portal.letters import rules
from portal.letters.documents import DOCX_TYPE, PDF_TYPE, report_docx, report_pdf
from portal.letters.models import Clause, Letter, StatusReport
from portal.letters.queries.reports import report_content
from portal.letters.states import SEND_REPORT
from portal.permissions import Right
from portal.records import Access

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def open_report(
    *, letter: Letter, status_on: datetime.date, by: "User", at: datetime.datetime
) -> StatusReport:
    """Begin report n+1 on a letter; one draft at a time."""
    # Two who begin at once: the second waits here, and is then told that one is open.
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    reports = StatusReport.objects.of(letter)
    if reports.exclude(pk__in=reports.sent()).exists():
        raise StateChanged(_("En statusrapport er alt under arbeid."))
    last = reports.aggregate(last=Max("number"))["last"] or 0
    report = StatusReport.objects.create(
        letter=letter, number=last + 1, status_on=status_on, made_by=by, made_at=at
    )
    record(
        "report.opened",
        report,
        sentence=f"{report} ble påbegynt.",
        by=by,
        at=at,
        audience=Audience.ORGANISATION,
    )
    return report


@transaction.atomic
def write_report(
    *,
    report: StatusReport,
    status_on: datetime.date,
    summary: str,
    by: "User",
    at: datetime.datetime,
    case_number: str = "",
    access: str = Access.OPEN,
    legal_basis: str = "",
) -> StatusReport:
    """Write the date, the summary and the archive's reference of a draft (features.md X10)."""
    current = StatusReport.objects.select_for_update(of=("self",)).select_related("letter").get(pk=report.pk)
    if not current.is_draft:
        raise StateChanged(_("Rapporten er sendt og kan ikke endres."))
    before = [str(current.status_on), current.summary]
    current.status_on, current.summary = status_on, summary
    current.case_number, current.access, current.legal_basis = case_number, access, legal_basis.strip()
    current.save(update_fields=["status_on", "summary", "case_number", "access", "legal_basis"])
    record(
        "report.written", current, sentence=f"{current} ble endret.", by=by, at=at, audience=Audience.ORGANISATION,
        changes={"said": [before, [str(status_on), summary]]},
    )  # fmt: skip
    return current


@transaction.atomic
def send_report(*, report: StatusReport, by: "User", at: datetime.datetime) -> StatusReport:
    """Freeze the report as it stands, with its PDF and Word file, and send it to the sender of the letter.

    Raises StepRefused with what it lacks (`rules.missing_for_report`).
    """
    current = (
        StatusReport.objects.select_for_update(of=("self",))
        .select_related("letter__sender", "letter__receiver", "made_by")
        .get(pk=report.pk)
    )
    frozen: dict[str, Any] = {}
    if current.is_draft:
        refuse_if(rules.missing_for_report(current))
        with translation.override("nb"):
            content = report_content(current, user=by, today=oslo_date(at))
            frozen = {"content": content, "sent_by": by, "sent_at": at, **_files(current, content, by)}
    clauses = list(Clause.objects.of_letter(current.letter).values_list("pk", flat=True))
    return SEND_REPORT.apply(current, by=by, at=at, clauses=clauses, **frozen)


def _files(report: StatusReport, content: dict[str, Any], by: "User") -> dict[str, StoredFile]:
    name = f"statusrapport-{report.number}-brev-{report.letter.number}-{report.letter.budget_year}"
    kept: dict[str, Any] = {"right": Right.READ_LETTERS, "organisation": report.letter.receiver, "by": by}
    return {
        "pdf": store_bytes(report_pdf(content), name=f"{name}.pdf", content_type=PDF_TYPE, **kept),
        "docx": store_bytes(report_docx(content), name=f"{name}.docx", content_type=DOCX_TYPE, **kept),
    }
