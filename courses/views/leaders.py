"""A leader sees the sign-up that names them, and answers where the course asks for it (features.md C10)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import rules
from courses.actions import seats
from courses.forms.sessions import BecauseForm
from courses.models import Registration
from portal.http import HttpRequest


def _led(request: HttpRequest, pk: int) -> Registration:
    """For everyone but the leader the page does not exist (domain.md S-05)."""
    rows = Registration.objects.led_by(request.user).with_session().select_related("person")
    return get_object_or_404(rows, pk=pk)


@require_GET
def leader_question(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _led(request, pk))


def _page(request: HttpRequest, found: Registration, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Who it is about, and the answer; nothing of what else stands on the registration (domain.md K-05)."""
    context = {
        "registration": found,
        "session": found.session,
        "course": found.session.course,
        "problems": rules.missing_to_answer(found, timezone.now()) if found.is_asking else [],
        "no_form": BecauseForm(auto_id="nei_%s"),
        **forms,
    }
    return render(request, "courses/leader.html", context, status=status)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = seats.approve_registration(registration=_led(request, pk), at=timezone.now())
    if found.is_seated:
        messages.success(request, _("Påmeldingen er godkjent. Deltakeren har plass."))
    else:
        messages.success(request, _("Påmeldingen er godkjent. Deltakeren står på ventelisten."))
    return redirect("leader_question", pk=pk)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _led(request, pk)
    form = BecauseForm(request.POST, auto_id="nei_%s")
    if not form.is_valid():
        return _page(request, found, status=422, no_form=form)
    seats.refuse_registration(registration=found, **form.cleaned_data, at=timezone.now())
    messages.success(request, _("Du har sagt nei, og deltakeren får beskjed med grunnen."))
    return redirect("leader_question", pk=pk)
