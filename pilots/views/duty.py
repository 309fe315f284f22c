"""Across the ministries: the yearly answer, the overview, and the ready-made tools (features.md A10, P05, P20)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilots import rules
from pilots.actions import duty as actions
from pilots.forms.register import DutyAnswerForm, ToolForm, YearForm
from pilots.models import DutyAnswer, DutyYear, ToolUse
from pilots.queries import overview as queries
from pilots.queries.register import codes_of
from pilots.states import Maturity
from portal.dates import oslo_today
from portal.errors import StepRefused, permit
from portal.http import HttpRequest


@require_GET
def duty_years(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_pilots(request.user))
    return _years_page(request)


def _years_page(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    context = {
        "years": DutyYear.objects.visible_to(request.user),
        "can_open": rules.can_keep_register(request.user),
        "can_see": rules.can_see_overview(request.user),
        "can_draft": _can_draft(request),
        "form": YearForm(initial={"year": oslo_today().year}),
        **shown,
    }
    return render(request, "pilots/years.html", context, status=status)


def _can_draft(request: HttpRequest) -> bool:
    """Whether there is an answer of the reader's own body to open (domain.md P-11)."""
    return rules.can_draft_year(request.user) and request.user.organisation is not None


@require_POST
def open_year(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_register(request.user))
    form = YearForm(request.POST)
    if not form.is_valid():
        return _years_page(request, status=422, form=form)
    made = actions.open_year(**form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Runden er åpnet."))
    return redirect(made)


@require_GET
def duty_year(request: HttpRequest, year: int) -> HttpResponse:
    """The grid of the 17 for those who follow the programme; the own answer for the others."""
    found = _year_or_404(request, year)
    if not rules.can_see_overview(request.user):
        return redirect("duty_answer", year=year)
    context = {
        "duty": found,
        "can_draft": _can_draft(request),
        "grid": queries.duty_grid(found, request.user),
        "answers": DutyAnswer.objects.visible_to(request.user)
        .filter(duty_year=found, sent_at__isnull=False)
        .select_related("organisation", "sent_by")
        .prefetch_related("organisation__names"),
    }
    return render(request, "pilots/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duty_answer(request: HttpRequest, year: int) -> HttpResponse:
    """The ministry's own answer: saved by all who write, sent by those who decide (domain.md P-11)."""
    found, body = _year_or_404(request, year), request.user.organisation
    permit(_can_draft(request))
    permit("send" not in request.POST or rules.can_answer_year(request.user))
    assert body is not None
    held = queries.answer_of(found, body)
    form = DutyAnswerForm(
        request.POST or None, instance=held or DutyAnswer(duty_year=found, organisation=body)
    )
    problems: Any = ()
    if form.is_bound and form.is_valid():
        saved = actions.save_answer(
            duty_year=found, organisation=body, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        if "send" not in request.POST:
            messages.success(request, _("Utkastet er lagret."))
            return redirect("duty_answer", year=year)
        try:
            actions.send_answer(answer=saved, by=request.user, at=timezone.now())
            messages.success(request, _("Svaret er sendt."))
            return redirect("duty_answer", year=year)
        except StepRefused as refusal:
            problems = refusal.problems
    context = {
        "duty": found, "held": held, "form": form, "problems": problems, "body": body,
        "count": rules.pilots_in(body.pk, found.year), "can_send": rules.can_answer_year(request.user),
    }  # fmt: skip
    return render(request, "pilots/duty_answer.html", context, status=422 if problems or form.errors else 200)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Maturity per ministry, when the representatives were heard, and what has been measured."""
    permit(rules.can_read_pilots(request.user))
    rows = queries.maturity_rows(request.user, codes_of(oslo_today()))
    context = {
        "rows": rows,
        "steps": Maturity.choices,
        "sums": [sum(row.counts[place] for row in rows) for place in range(len(Maturity))],
        "not_assessed": sum(row.not_assessed for row in rows),
        "timing": queries.timing_of(request.user),
        "totals": queries.gain_totals(request.user),
    }
    return render(request, "pilots/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tools(request: HttpRequest) -> HttpResponse:
    """The ready-made tools of every ministry, a line each (features.md P20)."""
    permit(rules.can_read_pilots(request.user))
    form = ToolForm(request.POST or None)
    if form.is_bound:
        permit(rules.can_list_tools(request.user))
        if form.is_valid():
            assert request.user.organisation is not None
            actions.list_tool(
                organisation=request.user.organisation, line=form.line(), by=request.user, at=timezone.now()
            )
            messages.success(request, _("Verktøyet er ført."))
            return redirect("tools")
    listed = (
        ToolUse.objects.visible_to(request.user)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    context = {
        "form": form if rules.can_list_tools(request.user) else None,
        "tools": listed,
        "own": request.user.organisation,
    }
    return render(request, "pilots/tools.html", context, status=422 if form.errors else 200)


@require_POST
def retire_tool(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ToolUse.objects.visible_to(request.user), pk=pk)
    permit(rules.can_list_tools(request.user) and rules.acts_for(request.user, found.organisation_id))
    actions.retire_tool(tool=found, until_on=oslo_today(), by=request.user, at=timezone.now())
    messages.success(request, _("Verktøyet er tatt ut av bruk."))
    return redirect("tools")


def _year_or_404(request: HttpRequest, year: int) -> DutyYear:
    return get_object_or_404(DutyYear.objects.visible_to(request.user), year=year)
