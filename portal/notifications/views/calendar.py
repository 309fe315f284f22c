"""The reporting calendar, and the secret addresses that calendar programs fetch."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.dates import oslo_today
from portal.errors import permit
from portal.http import HttpRequest
from portal.notifications import actions, queries, rules
from portal.notifications.forms import DeadlineForm, SubscriptionForm
from portal.notifications.models import CalendarSubscription, Deadline
from portal.notifications.writing import calendar_of
from portal.permissions import Right, has_right


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every deadline with its source, and how near it is."""
    permit(has_right(request.user, Right.READ_LETTERS))
    rows = [
        {"deadline": deadline, "may_meet": rules.can_meet_deadline(request.user, deadline)}
        for deadline in queries.deadlines_for(request.user)
    ]
    context = {"rows": rows, "today": oslo_today(), "may_keep": rules.can_keep_deadlines(request.user)}
    return render(request, "notifications/deadlines.html", context)


@require_http_methods(["GET", "POST"])
def new_deadline(request: HttpRequest) -> HttpResponse:
    """A deadline for another year."""
    permit(rules.can_keep_deadlines(request.user))
    return _deadline_form(request, None)


@require_http_methods(["GET", "POST"])
def change_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """A date that was confirmed or moved."""
    permit(rules.can_keep_deadlines(request.user))
    return _deadline_form(request, get_object_or_404(Deadline.objects.visible_to(request.user), pk=pk))


@require_POST
def meet_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """What was due is delivered."""
    deadline = get_object_or_404(Deadline.objects.visible_to(request.user), pk=pk)
    permit(rules.can_meet_deadline(request.user, deadline))
    actions.meet_deadline(deadline=deadline, by=request.user, at=timezone.now())
    messages.success(request, _("Fristen er markert som levert."))
    return redirect("deadlines")


@never_cache
@require_GET
def subscriptions(request: HttpRequest) -> HttpResponse:
    """One's secret calendar addresses."""
    return _subscriptions_page(request, SubscriptionForm())


@never_cache
@require_POST
@sensitive_variables("secret", "address")
def subscribe(request: HttpRequest) -> HttpResponse:
    """Make a secret address and show it, this once."""
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return _subscriptions_page(request, form, status=422)
    _made, secret = actions.subscribe_calendar(person=request.user, at=timezone.now(), **form.cleaned_data)
    address = request.build_absolute_uri(reverse("calendar_file", args=[secret]))
    return _subscriptions_page(request, SubscriptionForm(), address=address)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an address at once."""
    found = get_object_or_404(CalendarSubscription.objects.visible_to(request.user), pk=pk)
    actions.revoke_calendar(subscription=found, by=request.user, at=timezone.now())
    messages.success(request, _("Kalenderadressen er stengt."))
    return redirect("calendar_subscriptions")


@login_not_required
@never_cache
@require_GET
@sensitive_variables("secret")
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates of the person the address belongs to; an unknown or closed address is not there."""
    person = queries.subscriber(secret)
    if person is None:
        raise Http404
    with translation.override(person.language):
        content = calendar_of(queries.calendar_entries(person))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ki-portalen.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _deadline_form(request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
    form = DeadlineForm(request.POST or None, instance=deadline)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "deadline": deadline}
        return render(
            request, "notifications/deadline_form.html", context, status=422 if form.errors else 200
        )
    actions.save_deadline(deadline=form.instance, by=request.user, at=timezone.now())
    messages.success(request, _("Fristen er lagret."))
    return redirect("deadlines")


def _subscriptions_page(
    request: HttpRequest, form: SubscriptionForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    mine = CalendarSubscription.objects.visible_to(request.user)
    context = {"form": form, "subscriptions": mine, **more}
    return render(request, "notifications/subscriptions.html", context, status=status)
