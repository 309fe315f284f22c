"""The radar before the year end, the plan and forecast, and the years side by side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from reporting import rules
from reporting.actions import planning as actions
from reporting.forms.planning import PlanForm
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
