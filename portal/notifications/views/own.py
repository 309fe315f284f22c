"""What a person has been told, how they want to be told, and who stands in for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.http import HttpRequest
from portal.notifications import actions, queries
from portal.notifications.forms import AbsenceForm, SettingsForm
from portal.notifications.models import Delegation
from portal.notifications.todo import team_items


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The latest one has been told, each with its reason."""
    return render(request, "notifications/notices.html", {"notices": queries.notices_for(request.user)})


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What one has sent with the chase button, and what became of each mail."""
    context = {"mails": queries.sent_by(request.user), "waiting": queries.waiting_of(request.user)}
    return render(request, "notifications/sent.html", context)


@require_http_methods(["GET", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """At once, one mail at eight, or only in the portal."""
    form = SettingsForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _settings_page(request, form, AbsenceForm(user=request.user), 422 if form.errors else 200)
    actions.choose_delivery(person=request.user, choices=form.chosen(), at=timezone.now())
    messages.success(request, _("Valgene er lagret."))
    return redirect("notification_settings")


@require_POST
def delegate_todo(request: HttpRequest) -> HttpResponse:
    """A colleague stands in, from–to."""
    form = AbsenceForm(request.POST, user=request.user)
    if not form.is_valid():
        return _settings_page(request, SettingsForm(user=request.user), form, 422)
    actions.delegate_todo(person=request.user, **form.cleaned_data, at=timezone.now())
    messages.success(request, _("Fraværet er lagret."))
    return redirect("notification_settings")


@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the stand-in away."""
    own = Delegation.objects.visible_to(request.user)
    found = get_object_or_404(own, pk=pk, person=request.user)
    actions.end_delegation(delegation=found, by=request.user, at=timezone.now())
    messages.success(request, _("Fraværet er fjernet."))
    return redirect("notification_settings")


@require_GET
def team_todo(request: HttpRequest) -> HttpResponse:
    """What has been sent to the mailbox of one's organisation and still waits."""
    items = team_items(request.user, oslo_today())
    context = {
        "late": [item for item in items if item.is_late],
        "waiting": [item for item in items if not item.is_late],
    }
    return render(request, "notifications/team.html", context)


def _settings_page(
    request: HttpRequest, form: SettingsForm, absence: AbsenceForm, status: int
) -> HttpResponse:
    held = Delegation.objects.visible_to(request.user).select_related("person", "delegate")
    context = {
        "form": form,
        "absence": absence,
        "own": held.filter(person=request.user, to_on__gte=oslo_today()),
        "others": held.held_on(oslo_today()).filter(delegate=request.user),
    }
    return render(request, "notifications/settings.html", context, status=status)
