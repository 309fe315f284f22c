"""The drawdown: how much of the ceiling is paid, for what, and when."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.kept import kept_page
from reporting import rules
from reporting.actions.authorities import amend_authority, register_authority
from reporting.demo import demo_extract
from reporting.forms.commitments import AmendmentForm
from reporting.forms.money import AuthorityForm
from reporting.models import Authority
from reporting.pictures import drawdown_picture, headline_of
from reporting.queries.drawdown import ceiling_steps, drawdown_of
from reporting.queries.forecast import forecast_of
from reporting.views.common import authority_or_404


@require_GET
def budget(request: HttpRequest) -> HttpResponse:
    """All authorities that the user may see; with one, straight to it."""
    permit(rules.can_read_money(request.user))
    authorities = list(Authority.objects.visible_to(request.user).with_parties())
    if len(authorities) == 1:
        return redirect(authorities[0])
    today = oslo_today()
    drawdowns = [drawdown_of(authority, today=today) for authority in authorities]
    context = {"drawdowns": drawdowns, "can_keep": rules.can_keep_authorities(request.user)}
    return render(request, "reporting/budget.html", context)


@require_GET
@kept_page
def drawdown(request: HttpRequest, key: str) -> HttpResponse:
    authority = authority_or_404(request, key)
    shown = drawdown_of(authority, today=oslo_today())
    forecast = forecast_of(authority, today=oslo_today())
    context = {
        "authority": authority,
        "drawdown": shown,
        "headline": headline_of(shown),
        "chart": drawdown_picture(shown, forecast=forecast),
        "can_import": rules.can_import_ledger(request.user, authority),
        "can_tie": rules.can_tie_payments(request.user, authority),
        "can_export": rules.can_export(request.user),
        "can_amend": rules.can_amend_authority(request.user, authority),
        "forecast": forecast,
        "ceiling_steps": ceiling_steps(authority),
        "warnings": rules.warnings_for_ceiling(authority, ceiling=shown.ceiling, used=shown.use.used),
    }
    return render(request, "reporting/drawdown.html", context)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, key: str) -> HttpResponse:
    """A later letter changes the ceiling (features.md R03)."""
    authority = authority_or_404(request, key)
    permit(rules.can_amend_authority(request.user, authority))
    form = AmendmentForm(request.POST or None, authority=authority)
    if request.method == "POST" and form.is_valid():
        amend_authority(amendment=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, _("Rammen er endret."))
        return redirect(authority)
    context = {"authority": authority, "form": form}
    return render(request, "reporting/amendment_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_authority(request: HttpRequest) -> HttpResponse:
    permit(rules.can_keep_authorities(request.user))
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        authority = register_authority(authority=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, _("Fullmakten er registrert."))
        return redirect(authority)
    return render(
        request, "reporting/authority_form.html", {"form": form}, status=422 if form.errors else 200
    )


@require_GET
def example_extract(request: HttpRequest) -> FileResponse:
    """A made-up extract for a whole year, to try the import with; everything in it is marked «EKSEMPEL»."""
    permit(rules.can_read_money(request.user))
    return FileResponse(
        demo_extract(), as_attachment=True, filename="EKSEMPEL-kontant-2024.csv", content_type="text/csv"
    )
