"""The status report to the sender of the letter, and the auditor's binder."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.jobs.actions import order_job
from portal.jobs.tasks import send
from portal.letters import rules
from portal.letters.actions import reports
from portal.letters.filling import BINDER, binder_key
from portal.letters.forms.letters import ReportForm
from portal.letters.models import StatusReport
from portal.letters.queries.reports import report_content
from portal.letters.views.common import assignment_or_404, letter_or_404


def _report_or_404(request: HttpRequest, pk: int) -> StatusReport:
    found = StatusReport.objects.visible_to(request.user).select_related(
        "letter__sender", "letter__receiver", "made_by", "sent_by", "pdf", "docx"
    )
    return get_object_or_404(found, pk=pk)


@require_POST
def open_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = letter_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found))
    made = reports.open_report(letter=found, status_on=oslo_today(), by=request.user, at=timezone.now())
    return redirect(made)


@require_GET
def status_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _report_page(request, _report_or_404(request, pk))


def _report_page(
    request: HttpRequest, found: StatusReport, *, status: int = 200, form: ReportForm | None = None
) -> HttpResponse:
    content: dict[str, Any] = found.content
    if found.is_draft:
        content = report_content(found, user=request.user, today=oslo_today())
    context = {
        "report": found,
        "content": content,
        "can_write": found.is_draft and rules.can_keep_letter(request.user, found.letter),
        "missing": rules.missing_for_report(found) if found.is_draft else [],
        "form": form or ReportForm(instance=found),
    }
    return render(request, "letters/report.html", context, status=status)


@require_POST
def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found.letter))
    form = ReportForm(request.POST, instance=_report_or_404(request, pk))
    if not form.is_valid():
        return _report_page(request, found, form=form, status=422)
    reports.write_report(report=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Rapporten er lagret."))
    return redirect(found)


@require_POST
def send_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report_or_404(request, pk)
    permit(rules.can_keep_letter(request.user, found.letter))
    sent = reports.send_report(report=found, by=request.user, at=timezone.now())
    messages.success(request, _("Rapporten er sendt og låst."))
    return redirect(sent)


@require_POST
def order_binder(request: HttpRequest, pk: int) -> HttpResponse:
    found = assignment_or_404(request, pk)
    permit(rules.can_make_binder(request.user) and not found.letter.is_draft)
    made = order_job(
        kind=BINDER,
        title=_("Revisjonsmappe for %(assignment)s") % {"assignment": found},
        subject_key=binder_key(found, request.user),
        by=request.user,
        at=timezone.now(),
        assignment=found.pk,
    )
    send(made.pk)
    return redirect(made)
