"""The map of silence: periods in which each ministry says what it needs, or that it needs nothing (features.md N13)."""

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
from portal.norwegian import norwegian
from portal.people.models import Organisation
from workinggroup import rules
from workinggroup.actions import group as actions
from workinggroup.forms.group import PeriodForm, PeriodWordForm
from workinggroup.models import WorkingGroup
from workinggroup.queries import group as queries
from workinggroup.views.group import group_or_404


@require_GET
def silence(request: HttpRequest) -> HttpResponse:
    return _silence_page(request, group_or_404(request))


def _silence_page(
    request: HttpRequest, found: WorkingGroup, *, status: int = 200, **forms: Any
) -> HttpResponse:
    bodies = list(
        Organisation.objects.visible_to(request.user)
        .ministries_on(min(oslo_today(), found.ends_on))
        .with_names()
    )
    context = {
        "group": found,
        "grid": queries.silence_map(found, sorted(bodies, key=lambda body: norwegian(body.name))),
        "periods": found.periods.all(),
        "can_lead": rules.can_lead_group(request.user),
        "can_answer": rules.can_start_need(request.user),
        "over": rules.over_for_group(found, oslo_today()),
        "period_form": PeriodForm(auto_id="periode_%s"),
        "word_form": PeriodWordForm(),
        **forms,
    }  # fmt: skip
    return render(request, "workinggroup/silence.html", context, status=status)


@require_POST
def open_period(request: HttpRequest) -> HttpResponse:
    found = group_or_404(request)
    permit(rules.can_lead_group(request.user))
    form = PeriodForm(request.POST, auto_id="periode_%s")
    if not form.is_valid():
        return _silence_page(request, found, status=422, period_form=form)
    actions.open_period(group=found, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("silence")


@require_POST
def answer_period(request: HttpRequest, pk: int) -> HttpResponse:
    """«Ingen behov, med grunn» is an answer (features.md N13)."""
    found = group_or_404(request)
    period = get_object_or_404(found.periods, pk=pk)
    permit(rules.can_start_need(request.user))
    form = PeriodWordForm(request.POST)
    if not form.is_valid():
        return _silence_page(request, found, status=422, word_form=form)
    actions.answer_period(period=period, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Svaret er notert."))
    return redirect("silence")
