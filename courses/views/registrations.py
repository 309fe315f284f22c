"""A person's own way through: sign up, answer an offer, withdraw, check in; and the keeper's removal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import documents, rules
from courses.actions import afterwards, attendance, seats
from courses.forms.afterwards import CodeForm
from courses.forms.sessions import BecauseForm, NeedsForm
from courses.models import Registration, Session
from courses.queries.mine import has_come, own_history, own_log
from courses.queries.sessions import place_in_line
from courses.views.common import download, registration_or_404, session_or_404
from courses.views.sessions import session_page, sign_up_form
from portal.errors import permit
from portal.http import HttpRequest


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """«Mine kurs»: what I am signed up for, what I have been to, and my certificates (features.md C12)."""
    permit(rules.can_sign_up(request.user))
    return render(request, "courses/mine.html", {"lines": own_history(request.user, timezone.now())})


@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    # Many come in the same minute: nothing is read here that the action does not need.
    if not rules.can_sign_up(request.user):
        session_or_404(request, pk)
        permit(False)
    form = sign_up_form(request, request.POST, asks_for_leader="leader" in request.POST)
    if not form.is_valid():
        return session_page(request, session_or_404(request, pk), status=422, needs_form=form)
    try:
        made = seats.sign_up(session_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Session.DoesNotExist as error:
        raise Http404 from error
    if made.is_seated:
        messages.success(request, _("Du har plass."))
    elif made.is_asking:
        messages.success(request, _("Lederen din er spurt. Du har ikke plass før lederen har sagt ja."))
    else:
        messages.success(request, _("Alle plassene er tatt. Du står på ventelisten."))
    return redirect(made)


@require_GET
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    return _registration_page(request, registration_or_404(request, pk))


def _registration_page(
    request: HttpRequest, found: Registration, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """One sign-up: how it stands, the step to take, and every step so far with its reason."""
    now = timezone.now()
    is_own = rules.is_own(request.user, found)
    needs = getattr(found, "accommodation", None)
    came = has_come(found)
    context = {
        "registration": found,
        "session": found.session,
        "course": found.session.course,
        "is_own": is_own,
        "can_keep": rules.can_keep_session(request.user, found.session),
        "place_in_line": place_in_line(found),
        "offer_holds": found.offer_holds_at(now),
        "withdraw_problems": rules.missing_to_withdraw(found, now) if found.is_active else [],
        "code_works": found.is_seated and found.session.code_works_at(now),
        "presence": found.attendance.filter(replaced_at=None).first(),
        "presences": found.attendance.order_by("pk"),
        "has_certificate": is_own and not rules.missing_for_certificate(found, now),
        "can_echo": is_own and not rules.missing_to_echo(found, now, came),
        "can_evaluate": is_own and not rules.missing_to_evaluate(found, now, came),
        "needs_form": NeedsForm(initial={"needs": needs.text if needs and is_own else ""}, auto_id="behov_%s"),
        "may_write_needs": is_own and found.is_active and now < found.session.starts_at,
        "code_form": CodeForm(),
        "remove_form": BecauseForm(auto_id="fjern_%s"),
        "log": own_log(found),
        **forms,
    }  # fmt: skip
    return render(request, "courses/registration.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Registration:
    """One's own registration; the keeper sees it and cannot act as its person."""
    found = registration_or_404(request, pk)
    permit(rules.is_own(request.user, found))
    return found


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = seats.accept_offer(registration=_own(request, pk), at=timezone.now())
    messages.success(request, _("Du har plass."))
    return redirect(found)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found = seats.decline_offer(registration=_own(request, pk), at=timezone.now())
    messages.success(request, _("Du har takket nei. Plassen går til den neste."))
    return redirect(found)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = seats.withdraw(registration=_own(request, pk), at=timezone.now())
    messages.success(request, _("Du er meldt av."))
    return redirect(found)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = registration_or_404(request, pk)
    permit(rules.can_keep_session(request.user, found.session))
    form = BecauseForm(request.POST, auto_id="fjern_%s")
    if not form.is_valid():
        return _registration_page(request, found, status=422, remove_form=form)
    seats.remove_registration(registration=found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Påmeldingen er tatt av listen, og personen får beskjed."))
    return redirect(found)


@require_POST
def write_needs(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    form = NeedsForm(request.POST, auto_id="behov_%s")
    if not form.is_valid():
        return _registration_page(request, found, status=422, needs_form=form)
    afterwards.write_needs(registration=found, text=form.cleaned_data["needs"], at=timezone.now())
    messages.success(request, _("Lagret. Bare kursansvarlig kan lese det."))
    return redirect(found)


@require_POST
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _registration_page(request, found, status=422, code_form=form)
    attendance.check_in(registration=found, **form.cleaned_data, at=timezone.now())
    messages.success(request, _("Du er sjekket inn."))
    return redirect(found)


@require_GET
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The session in one's own calendar; the same entry moves when the session does (domain.md K-07)."""
    found = _own(request, pk)
    return download(documents.calendar_entry(found), documents.ICS_TYPE, f"kurs-{found.session_id}.ics")
