"""The radar before the year end, the plan and forecast, the years side by side, and the calendar of the reporting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from reporting import rules
from reporting.actions import planning as actions
from reporting.forms.planning import DeadlineForm, PlanForm
from reporting.models import Deadline
from reporting.queries.forecast import forecast_of, radar_of
from reporting.queries.years import years_of
from reporting.views.common import authority_or_404


@require_GET
def radar(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    today = oslo_today()
    found = radar_of(authority, today=today)
    context = {
        "authority": authority,
        "radar": found,
        "forecast": forecast_of(authority, today=today, radar=found),
        "can_plan": rules.can_keep_commitments(request.user, authority),
    }
    return render(request, "reporting/radar.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    permit(rules.can_keep_commitments(request.user, authority))
    form = PlanForm(request.POST or None, authority=authority)
    if request.method == "POST" and form.is_valid():
        actions.plan_year(authority=authority, months=form.months(), by=request.user, at=timezone.now())
        messages.success(request, _("Planen er lagret."))
        return redirect("radar", key=authority.key)
    context = {"authority": authority, "form": form}
    return render(request, "reporting/plan_form.html", context, status=422 if form.errors else 200)


@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """Every body and year by itself: sums are never added across (features.md R16)."""
    permit(rules.can_read_money(request.user))
    return render(request, "reporting/years.html", {"years": years_of(request.user, today=oslo_today())})


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    permit(rules.can_read_money(request.user))
    return _calendar_page(request)


@require_POST
def set_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    permit(rules.can_keep_authorities(request.user))
    deadline = get_object_or_404(Deadline, pk=pk)
    form = DeadlineForm(request.POST, prefix=f"frist{pk}")
    if not form.is_valid():
        return _calendar_page(request, status=422, wrong=(pk, form))
    actions.set_deadline(deadline=deadline, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Fristen er lagret."))
    return redirect("reporting_calendar")


def _calendar_page(
    request: HttpRequest, *, status: int = 200, wrong: tuple[int, DeadlineForm] | None = None
) -> HttpResponse:
    can_set, today = rules.can_keep_authorities(request.user), oslo_today()
    rows = [
        (item, item.is_late(today), _form_of(item, wrong) if can_set else None)
        for item in Deadline.objects.in_order()
    ]
    return render(request, "reporting/calendar.html", {"rows": rows}, status=status)


def _form_of(item: Deadline, wrong: tuple[int, DeadlineForm] | None) -> DeadlineForm:
    if wrong and wrong[0] == item.pk:
        return wrong[1]
    return DeadlineForm(prefix=f"frist{item.pk}", initial={"due_on": item.due_on, "source": item.source})
