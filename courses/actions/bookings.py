"""A body books seats, writes names on them later, and gives back the rest (features.md C09; domain.md K-02)."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from courses import rules
from courses.actions.line import SIGNED_UP
from courses.actions.seats import fill_seats, locked_session
from courses.models import GroupBooking, Registration, Session
from courses.queries.colleagues import who_can_sign_up
from courses.queries.seats import room_of
from courses.states import ASKED, HOLDING, NAME_IN_LINE, RegistrationState
from portal.dates import oslo_date
from portal.errors import refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User

NAMED = "Virksomheten hadde booket plassen, og skrev navnet på den."


@transaction.atomic
def book_seats(*, session_id: int, seats: int, by: "User", at: datetime.datetime) -> GroupBooking:
    """Book seats for one's own body, without names; more can be booked later while there is room.

    Raises Session.DoesNotExist when the person may not see the session.
    """
    held = Session.objects.visible_to(by).select_for_update(of=("self",)).get(pk=session_id)
    refuse_if(rules.missing_to_book(held, by, at))
    body = by.organisation
    assert body is not None
    refuse_if(rules.missing_in_number(seats, room_of(held).left_for(body.pk)))
    booking = held.bookings.of(body).first()
    booking = booking or GroupBooking(session=held, organisation=body, unnamed=0, booked_at=at)
    _hold(booking, booking.unnamed + seats)
    _note("booking.made", booking, f"{seats} plasser ble booket.", by, at)
    return booking


def _hold(booking: GroupBooking, unnamed: int, released_at: datetime.datetime | None = None) -> None:
    """From now on so many seats are held without a name; the session is locked by the caller."""
    booking.unnamed, booking.released_at = unnamed, released_at
    booking.save()


def _note(
    event: str, booking: GroupBooking, sentence: str, by: "User | None", at: datetime.datetime, **changes: object
) -> None:  # fmt: skip
    record(
        event, booking, sentence=f"{booking}. {sentence}"[:500], by=by, at=at, organisation=booking.organisation,
        audience=Audience.ORGANISATION, changes=changes,
    )  # fmt: skip


def _held(booking: GroupBooking) -> GroupBooking:
    """The booking with its session, which is locked: nobody else touches its seats meanwhile."""
    session = locked_session(session_id=booking.session_id)
    held = GroupBooking.objects.select_related("organisation").get(pk=booking.pk)
    held.session = session
    return held


@transaction.atomic
def name_seats(
    *, booking: GroupBooking, people: Sequence["User"], by: "User", at: datetime.datetime
) -> list[Registration]:
    """Write names on booked seats, all or none. Who stands in the line leaves it and gets the seat."""
    held = _held(booking)
    refuse_if(rules.missing_to_name(held, len(people), at))
    rows = {
        one.person_id: one
        for one in held.session.registrations.active().filter(person__in=people).select_for_update()
    }
    may = who_can_sign_up(held.organisation, oslo_date(at)).filter(pk__in=[one.pk for one in people])
    seated = {person for person, one in rows.items() if person and one.state in HOLDING | ASKED}
    refuse_if(rules.missing_for_names(people, set(may.values_list("pk", flat=True)), seated))
    _hold(held, held.unnamed - len(people))
    named = [_name(held, person, rows.get(person.pk), by, at) for person in people]
    _note("booking.named", held, f"{len(named)} plasser fikk navn.", by, at)
    return named


def _name(
    booking: GroupBooking, person: "User", waiting: Registration | None, by: "User", at: datetime.datetime
) -> Registration:
    if waiting is not None:
        return NAME_IN_LINE.apply(
            waiting, by=by, at=at, audience=Audience.LOG_ONLY, because=NAMED, changed_at=at, booking=booking
        )
    made = Registration.objects.create(
        session=booking.session, person=person, organisation=booking.organisation, booking=booking,
        state=RegistrationState.SEATED, signed_up_at=at, changed_at=at, because=NAMED,
    )  # fmt: skip
    record(
        SIGNED_UP, made, sentence=f"{made}. {NAMED}", by=by, at=at, organisation=booking.organisation,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return made


@transaction.atomic
def give_back_seats(*, booking: GroupBooking, seats: int, by: "User", at: datetime.datetime) -> GroupBooking:
    """Let go of seats without a name; they go to the line by the one rule (features.md C07)."""
    held = _held(booking)
    refuse_if(rules.missing_to_give_back(held, seats, at))
    _hold(held, held.unnamed - seats)
    _note("booking.given_back", held, f"{seats} plasser uten navn ble gitt tilbake.", by, at)
    fill_seats(session=held.session, because="En virksomhet ga fra seg plasser.", at=at)
    return held


def release_unnamed(*, at: datetime.datetime) -> int:
    """Let go of booked seats that have no name at the deadline, and offer them to the line; again it does nothing."""
    due = GroupBooking.objects.to_release(at)
    sessions = due.order_by().values_list("session", flat=True).distinct()
    return sum(_release_in(session_id, at) for session_id in list(sessions))


@transaction.atomic
def _release_in(session_id: int, at: datetime.datetime) -> int:
    session, released = locked_session(session_id=session_id), 0
    if not session.is_running or at < session.names_due_at:
        return 0
    for booking in session.bookings.without_names().select_related("organisation"):
        number, booking.session = booking.unnamed, session
        _hold(booking, 0, released_at=at)
        sentence = f"{number} plasser uten navn ble frigitt."
        _note("booking.released", booking, sentence, None, at, unnamed=[number, 0])
        released += number
    fill_seats(session=session, because="Bookede plasser uten navn ble frigitt.", at=at)
    return released
