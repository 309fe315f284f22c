"""The clause and the assignment, and what is done with a clause."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.events import Event
from portal.http import HttpRequest
from portal.jobs.models import Job
from portal.letters import rules
from portal.letters.actions import clauses as actions
from portal.letters.filling import BINDER, binder_key
from portal.letters.forms.clauses import (
    BecauseForm,
    ConfirmForm,
    HandOverForm,
    LeaveForm,
    StatusForm,
    ZeroReportForm,
)
from portal.letters.forms.evidence import EvidenceForm, TieForm
from portal.letters.forms.letters import AsOfForm
from portal.letters.models import Clause, Evidence, ZeroReport
from portal.letters.queries import letters as queries
from portal.letters.queries.changes import changes_of
from portal.letters.queries.context import in_context
from portal.letters.queries.evidence import evidence_of
from portal.letters.queries.ministries import ministry_grid
from portal.letters.states import ClauseStatus
from portal.letters.views.common import assignment_or_404, clause_or_404, per_of, shown_on

MOST_TO_TIE = 200


@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    found = assignment_or_404(request, pk)
    as_of = AsOfForm(request.GET)
    date, today = shown_on(as_of), oslo_today()
    context = {
        "assignment": found,
        "shown": queries.assignment_view(found, user=request.user, shown_on=date, today=today),
        "as_of": as_of,
        "per": per_of(as_of),
        "then": date if date < today else None,
        "shown_on": date,
        "can_make_binder": rules.can_make_binder(request.user) and not found.letter.is_draft,
        "binders": Job.objects.visible_to(request.user).filter(
            kind=BINDER.key, subject_key=binder_key(found, request.user)
        )[:5],
    }
    return render(request, "letters/assignment.html", context)


@require_GET
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    return clause_page(request, clause_or_404(request, pk))


def clause_page(request: HttpRequest, found: Clause, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The clause on a date; `forms` are those that were refused, by their name in the page."""
    as_of = AsOfForm(request.GET)
    date, today = shown_on(as_of), oslo_today()
    moment = queries.moment_of(date, today)
    line = queries.clause_view(found, user=request.user, shown_on=date, today=today)
    events = Event.objects.visible_to(request.user).touching_clause(found.pk).in_order()
    context = {
        "line": line,
        "clause": line.clause,
        "quotation": in_context(line.clause),
        "as_of": as_of,
        "shown_on": date,
        "then": date if moment else None,
        "evidence": evidence_of(found, user=request.user, moment=moment),
        "changes": changes_of(found, moment=moment),
        "zero_reports": ZeroReport.objects.of(found, moment),
        "ministries": ministry_grid(found, on=date, moment=moment),
        "confirmations": found.confirmations.standing().select_related("organisation", "by"),
        "events": events.filter(at__lte=moment) if moment else events,
        **({} if moment else _to_do(request, found, forms)),
    }
    return render(request, "letters/clause.html", context, status=status)


def _to_do(request: HttpRequest, found: Clause, forms: dict[str, Any]) -> dict[str, Any]:
    """What the person may do with the clause now, with empty forms where nothing was refused."""
    may = {
        "can_set_status": rules.can_set_clause_status(request.user, found),
        "can_keep_letter": rules.can_keep_letter(request.user, found.assignment.letter),
        "can_confirm": rules.can_confirm_clause(request.user, found)
        and len(rules.bodies_that_share(found, oslo_today())) > 1,
        "can_report_zero": rules.can_report_zero(request.user, found),
    }
    standing = {
        "status": found.status,
        "next_on": found.next_on,
        "next_step": found.next_step,
        "deliverable": found.deliverable,
    }
    empty: dict[str, Any] = {}
    if may["can_set_status"]:
        empty = {
            "status_form": StatusForm(initial=standing),
            "hand_over_form": HandOverForm(),
            "leave_form": LeaveForm(prefix="bort"),
            "evidence_form": EvidenceForm(letter=found.assignment.letter, initial=_seen(found)),
            "tie_form": TieForm(found=evidence_to_tie(request, found), initial={"seen": found.status}),
        }
    if may["can_confirm"]:
        empty["confirm_form"] = ConfirmForm(prefix="bekreft")
    if may["can_report_zero"]:
        empty["zero_form"] = ZeroReportForm(prefix="null")
    return {**may, **empty, **forms}


def _seen(found: Clause) -> dict[str, str]:
    return {"clauses": found.number, "seen": found.status}


def evidence_to_tie(request: HttpRequest, found: Clause) -> Any:
    """Evidence the person may see that does not prove this clause yet, the newest first."""
    tied = found.evidence_ties.counting().values("evidence")  # type: ignore[attr-defined]
    return Evidence.objects.visible_to(request.user).exclude(pk__in=tied).order_by("-made_at")[:MOST_TO_TIE]


@require_POST
def set_status(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = StatusForm(request.POST)
    if not form.is_valid():
        return clause_page(request, found, status_form=form, status=422)
    given = form.cleaned_data
    written = actions.set_clause_status(
        clause=found,
        status=ClauseStatus(given["status"]),
        sentence=given["sentence"],
        next_on=given["next_on"],
        next_step=given["next_step"],
        deliverable=given["deliverable"] if "deliverable" in request.POST else None,
        by=request.user,
        at=timezone.now(),
    )
    waits = written.status == ClauseStatus.WAITING and given["status"] == ClauseStatus.DONE
    messages.success(request, written.status_sentence if waits else _("Status er lagret."))
    return redirect(found)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_confirm_clause(request.user, found))
    form = ConfirmForm(request.POST, prefix="bekreft")
    if not form.is_valid():
        return clause_page(request, found, confirm_form=form, status=422)
    actions.confirm_clause(clause=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Bekreftelsen er lagret."))
    return redirect(found)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return clause_page(request, found, hand_over_form=form, status=422)
    actions.hand_over_clause(clause=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Ansvaret er flyttet."))
    return redirect(found)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_set_clause_status(request.user, found))
    form = LeaveForm(request.POST, prefix="bort")
    if not form.is_valid():
        return clause_page(request, found, leave_form=form, status=422)
    actions.leave_clause(clause=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Ansvaret er avsluttet. Punktet står nå øverst blant manglene."))
    return redirect(found)


@require_POST
def report_zero(request: HttpRequest, pk: int) -> HttpResponse:
    found = clause_or_404(request, pk)
    permit(rules.can_report_zero(request.user, found))
    form = ZeroReportForm(request.POST, prefix="null")
    if not form.is_valid():
        return clause_page(request, found, zero_form=form, status=422)
    actions.report_zero(clause=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Det er meldt at det ikke er noe å rapportere."))
    return redirect(found)


@require_POST
def withdraw_zero(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(
        ZeroReport.objects.visible_to(request.user).select_related("clause__assignment__letter"), pk=pk
    )
    permit(rules.can_report_zero(request.user, report.clause))
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return clause_page(request, clause_or_404(request, report.clause_id), withdraw_form=form, status=422)
    actions.withdraw_zero_report(report=report, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Nullrapporten er trukket."))
    return redirect(report.clause)
