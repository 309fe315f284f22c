"""A ministry's contact books seats, writes names on them, and gives back the rest (features.md C09)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courses import rules
from courses.actions import bookings as actions
from courses.forms.bookings import NamesForm, SeatsForm
from courses.models import GroupBooking, Session
from courses.queries.bookings import booking_log, booking_of, named_in
from courses.queries.seats import room_of
from courses.views.common import session_or_404
from portal.dates import oslo_today
from portal.errors import StateChanged, permit
from portal.http import HttpRequest
from portal.people.models import Organisation


def _session(request: HttpRequest, pk: int) -> tuple[Session, Organisation]:
    """The session, for the contact of a body; each meets only what their own body has booked (domain.md S-05)."""
    found, body = session_or_404(request, pk), request.user.organisation
    permit(rules.can_book_seats(request.user))
    assert body is not None
    return found, body


def _booking(request: HttpRequest, pk: int) -> GroupBooking:
    found, body = _session(request, pk)
    booking = booking_of(found, body)
    if booking is None:
        raise StateChanged(_("Virksomheten har ikke booket plasser på samlingen."))
    booking.session = found
    return booking


@require_GET
def group_booking(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, *_session(request, pk))


def _page(
    request: HttpRequest, found: Session, body: Organisation, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """What the body has booked: the seats without a name first, then who has the others, and every step."""
    now, booking = timezone.now(), booking_of(found, body)
    unnamed = booking.unnamed if booking else 0
    left = room_of(found).left_for(body.pk)
    if booking:
        booking.session = found
    context = {
        "session": found,
        "course": found.course,
        "body": body,
        "booking": booking,
        "unnamed": unnamed,
        "left": left,
        "deadline": found.names_due_at,
        "named": named_in(booking) if booking else [],
        "book_problems": rules.missing_to_book(found, request.user, now),
        "name_problems": rules.missing_to_name(booking, 0, now) if booking else [],
        "may_give_back": bool(booking and unnamed and not rules.missing_to_give_back(booking, 1, now)),
        "book_form": SeatsForm(auto_id="book_%s"),
        "names_form": NamesForm(organisation=body, on=oslo_today(), auto_id="navn_%s"),
        "back_form": SeatsForm(auto_id="tilbake_%s"),
        "log": booking_log(booking) if booking else [],
        **forms,
    }
    return render(request, "courses/group_booking.html", context, status=status)


@require_POST
def book_seats(request: HttpRequest, pk: int) -> HttpResponse:
    found, body = _session(request, pk)
    form = SeatsForm(request.POST, auto_id="book_%s")
    if not form.is_valid():
        return _page(request, found, body, status=422, book_form=form)
    made = actions.book_seats(session_id=found.pk, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Plassene er booket. Skriv navn på dem før fristen."))
    return redirect(made)


@require_POST
def name_seats(request: HttpRequest, pk: int) -> HttpResponse:
    booking = _booking(request, pk)
    form = NamesForm(request.POST, organisation=booking.organisation, on=oslo_today(), auto_id="navn_%s")
    if not form.is_valid():
        return _page(request, booking.session, booking.organisation, status=422, names_form=form)
    named = actions.name_seats(booking=booking, **form.cleaned_data, by=request.user, at=timezone.now())
    text = ngettext(
        "%(count)s plass har fått navn, og personen får beskjed.",
        "%(count)s plasser har fått navn, og personene får beskjed.",
        len(named),
    )
    messages.success(request, text % {"count": len(named)})
    return redirect(booking)


@require_POST
def give_back_seats(request: HttpRequest, pk: int) -> HttpResponse:
    booking = _booking(request, pk)
    form = SeatsForm(request.POST, auto_id="tilbake_%s")
    if not form.is_valid():
        return _page(request, booking.session, booking.organisation, status=422, back_form=form)
    actions.give_back_seats(booking=booking, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Plassene er gitt tilbake, og går til ventelisten."))
    return redirect(booking)
