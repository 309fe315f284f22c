"""Seats and the waiting list: one rule for every way a seat becomes free (domain.md K-02; features.md C06, C07)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses import rules
from courses.actions.line import IN_LINE, SIGNED_UP, last_in_line
from courses.models import Accommodation, Registration, Session
from courses.queries.colleagues import possible_leaders
from courses.queries.seats import room_of
from courses.states import (
    ACCEPT_OFFER,
    CANCEL_REGISTRATION,
    DECLINE_OFFER,
    EXPIRE_OFFER,
    LINE_UP_APPROVED,
    OFFER_SEAT,
    REFUSE_REGISTRATION,
    REMOVE_REGISTRATION,
    SEAT_APPROVED,
    RegistrationState,
)
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.states import Transition

if TYPE_CHECKING:
    from portal.people.models import User

# What stands in a person's own log; never their name, so that the log says nothing when the name is gone (C14).
GOT_SEAT = "Det var ledig plass ved påmelding."
ASKING = "Påmeldingen venter på svar fra lederen, og beholder plassen sin i køen."


def locked_session(*, session_id: int) -> Session:
    """The session, locked: everything that touches its seats waits here, so no seat is given twice."""
    return Session.objects.select_for_update().get(pk=session_id)


def sign_up(
    *, session_id: int, by: "User", at: datetime.datetime, needs: str = "", leader: "User | None" = None
) -> Registration:
    """Sign up: a seat when there is one, else last in the line (domain.md K-02, K-03; features.md C07).

    Where the leader approves there is no seat before yes (features.md C10); `leader` is kept only where it is asked for.

    Raises Session.DoesNotExist when the person may not see the session, StepRefused when registration is not
    open to them, StateChanged when they are signed up already.
    """
    is_plain = not needs.strip() and leader is None
    last = last_in_line(session_id=session_id, by=by, at=at) if is_plain else None
    return last or _by_the_rules(session_id, by, at, needs.strip(), leader)


@transaction.atomic
def _by_the_rules(
    session_id: int, by: "User", at: datetime.datetime, needs: str, leader: "User | None"
) -> Registration:
    # The course is read when the session is locked: what it asks of a leader may have changed meanwhile.
    held = Session.objects.visible_to(by).select_for_update(of=("self",)).get(pk=session_id)
    refuse_if(rules.missing_to_sign_up(held, by, at))
    earlier = held.registrations.of(by).active().order_by().values_list("state", flat=True)[:1]
    if earlier:
        said = {"state": RegistrationState(earlier[0]).label}
        raise StateChanged(_("Du er alt meldt på denne samlingen. Status: %(state)s.") % said)
    body = by.organisation
    assert body is not None
    leader = leader if held.course.asks_for_leader else None
    is_colleague = leader is not None and _is_colleague(leader, by, at)
    refuse_if(rules.missing_in_leader(held.course, by, leader, is_colleague))
    state, because = _place(held, body.pk)
    made = Registration.objects.create(
        session=held, person=by, organisation=body, leader=leader, signed_up_at=at, changed_at=at, state=state,
        because=because,
    )  # fmt: skip
    if needs:
        Accommodation.objects.create(registration=made, text=needs, at=at)
    record(
        SIGNED_UP, made, sentence=f"{made}. {made.because}", by=None, at=at, organisation=body,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    if leader is not None:
        _turn_to_leader(made, at)
    return made


def _is_colleague(leader: "User", by: "User", at: datetime.datetime) -> bool:
    assert by.organisation is not None
    return possible_leaders(by, by.organisation, oslo_date(at)).filter(pk=leader.pk).exists()


def _place(session: Session, organisation_id: int) -> tuple[RegistrationState, str]:
    """Where a new sign-up stands, and why: no seat before the leader's yes, then a seat if there is one."""
    if session.course.leader_approves:
        return RegistrationState.ASKING, ASKING
    if room_of(session).take(organisation_id):
        return RegistrationState.SEATED, GOT_SEAT
    return RegistrationState.WAITING, IN_LINE


def _turn_to_leader(registration: Registration, at: datetime.datetime) -> None:
    """The leader is asked or told: an event of its own, since they read other words than the participant."""
    body = registration.organisation
    if registration.is_asking:
        record(
            "registration.leader_asked", registration, sentence=f"{registration}: lederen er spurt.", by=None, at=at,
            organisation=body, audience=Audience.LOG_ONLY,
        )  # fmt: skip
    else:
        record(
            "registration.leader_told", registration, sentence=f"{registration}: lederen har fått beskjed.", by=None,
            at=at, organisation=body, audience=Audience.LOG_ONLY,
        )  # fmt: skip


@transaction.atomic
def fill_seats(*, session: Session, because: str, at: datetime.datetime) -> list[Registration]:
    """Offer each free seat to the next in line, with a deadline: the one rule, whatever freed the seat (C06, C07).

    `session` is locked by the caller. An offer holds its seat. Nothing is offered when the session has begun.
    """
    if not session.is_running or at >= session.starts_at:
        return []
    current = Session.objects.get(pk=session.pk)
    room, offered = room_of(current), []
    if not room.has_any:
        return []
    expires = min(at + datetime.timedelta(hours=session.offer_hours), session.starts_at)
    for waiting in session.registrations.in_line():
        if room.take(waiting.organisation_id):
            offered.append(
                _step(
                    OFFER_SEAT, waiting, at, because=f"{because} {_until(expires)}", offer_expires_at=expires
                )
            )
        if not room.has_any:
            break
    return offered


def _until(moment: datetime.datetime) -> str:
    return f"Svar innen {rules.moment_in_words(moment)}."


def _step(
    transition: Transition,
    registration: Registration,
    at: datetime.datetime,
    *,
    because: str,
    by: "User | None" = None,
    offer_expires_at: datetime.datetime | None = None,
) -> Registration:
    """One step of one registration, with the reason that its person reads."""
    return transition.apply(
        registration, by=by, at=at, audience=Audience.LOG_ONLY, because=because[:300], changed_at=at,
        offer_expires_at=offer_expires_at,
    )  # fmt: skip


def _held(registration: Registration) -> tuple[Session, Registration]:
    """The session and then the registration, always locked in this order."""
    session = locked_session(session_id=registration.session_id)
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    held.session = session
    return session, held


@transaction.atomic
def accept_offer(*, registration: Registration, at: datetime.datetime) -> Registration:
    """Yes to an offer that still holds (features.md C06)."""
    _session, held = _held(registration)
    refuse_if(rules.missing_to_accept(held, at))
    return _step(ACCEPT_OFFER, held, at, because="Deltakeren takket ja til tilbudet.")


@transaction.atomic
def approve_registration(*, registration: Registration, at: datetime.datetime) -> Registration:
    """The leader says yes: a seat if there is one, else the line, in the order of joining (features.md C10).

    The leader's name is in no event: it goes with the participant's (domain.md S-07).
    """
    session, held = _held(registration)
    if not held.is_asking:
        return _step(SEAT_APPROVED, held, at, because=GOT_SEAT)
    refuse_if(rules.missing_to_answer(held, at))
    if room_of(session).take(held.organisation_id):
        return _step(SEAT_APPROVED, held, at, because="Det var ledig plass.")
    return _step(
        LINE_UP_APPROVED, held, at, because="Alle plassene var tatt. Plassen i køen er fra påmeldingen."
    )


@transaction.atomic
def refuse_registration(*, registration: Registration, because: str, at: datetime.datetime) -> Registration:
    """The leader says no, and why; it held no seat, so none is free (features.md C10)."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor."), code="because")])
    _session, held = _held(registration)
    if held.is_asking:
        refuse_if(rules.missing_to_answer(held, at))
    ended = _step(REFUSE_REGISTRATION, held, at, because=f"Lederen skrev: {because.strip()}")
    _forget_needs(held)
    return ended


@transaction.atomic
def decline_offer(*, registration: Registration, at: datetime.datetime) -> Registration:
    """No to an offer: the next in line gets it (features.md C07)."""
    session, held = _held(registration)
    ended = _step(DECLINE_OFFER, held, at, because="Deltakeren takket nei til tilbudet.")
    _forget_needs(held)
    fill_seats(session=session, because="En foran i køen takket nei.", at=at)
    return ended


@transaction.atomic
def withdraw(*, registration: Registration, at: datetime.datetime) -> Registration:
    """Leave the list, or give up a seat before the deadline; the seat goes to the next (domain.md K-04)."""
    session, held = _held(registration)
    if held.is_offered:
        return decline_offer(registration=held, at=at)
    if held.is_active:
        refuse_if(rules.missing_to_withdraw(held, at))
    ended = _step(CANCEL_REGISTRATION, held, at, because="Deltakeren meldte seg av.")
    _forget_needs(held)
    fill_seats(session=session, because="En deltaker meldte seg av.", at=at)
    return ended


@transaction.atomic
def remove_registration(
    *, registration: Registration, because: str, by: "User", at: datetime.datetime
) -> Registration:
    """The organiser takes somebody off, and says why; the seat goes to the next (features.md C07)."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor."), code="because")])
    session, held = _held(registration)
    ended = _step(REMOVE_REGISTRATION, held, at, because=because.strip(), by=by)
    _forget_needs(held)
    fill_seats(session=session, because="En plass ble ledig.", at=at)
    return ended


def _forget_needs(registration: Registration) -> None:
    """What somebody needed is of no use when they do not come (domain.md K-05)."""
    Accommodation.objects.filter(registration=registration).delete()


@transaction.atomic
def change_capacity(*, session: Session, capacity: int, by: "User", at: datetime.datetime) -> Session:
    """More seats are offered to the line in order; fewer than are held is refused (domain.md K-02)."""
    held = locked_session(session_id=session.pk)
    kept = sum(room_of(held).kept.values())
    refuse_if(rules.missing_in_capacity(held, capacity, kept))
    before, held.capacity, held.changed_at = held.capacity, capacity, at
    held.save(update_fields=["capacity", "changed_at"])
    record(
        "session.capacity_changed", held, sentence=f"{held}: {before} plasser ble {capacity}.", by=by, at=at,
        changes={"capacity": [before, capacity]}, audience=Audience.GROUP)  # fmt: skip
    fill_seats(session=held, because="Det ble flere plasser.", at=at)
    return held


def expire_offers(*, at: datetime.datetime) -> int:
    """End the offers whose hour has passed, and offer the seats to the next; again it does nothing (features.md C06)."""
    due = Registration.objects.filter(state=RegistrationState.OFFERED, offer_expires_at__lte=at)
    sessions = due.order_by().values_list("session", flat=True).distinct()
    return sum(_expire_in(session_id, at) for session_id in list(sessions))


@transaction.atomic
def _expire_in(session_id: int, at: datetime.datetime) -> int:
    session = locked_session(session_id=session_id)
    late = session.registrations.filter(state=RegistrationState.OFFERED, offer_expires_at__lte=at)
    ended = [
        _step(EXPIRE_OFFER, one, at, because="Tilbudet ble ikke besvart innen fristen.")
        for one in late.order_by("pk")
    ]
    for one in ended:
        _forget_needs(one)
    if ended:
        fill_seats(session=session, because="En foran i køen svarte ikke i tide.", at=at)
    return len(ended)
