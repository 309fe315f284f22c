"""Many at the same moment: the seats are given once each, and the line keeps its order (domain.md K-02; C07)."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from courses.actions import bookings, seats
from courses.models import Registration, Session
from courses.states import LeaderPart
from courses.states import RegistrationState as State
from portal.errors import DomainError
from portal.people.roles import Role
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, begun together; what it gave, or the refusal it met."""
    begin, told = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            told.append(work())
        except DomainError as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def counted(session: Session) -> dict[str, int]:
    found = list(session.registrations.values_list("state", flat=True))
    return {state: found.count(state) for state in found}


def held_seats(session: Session) -> tuple[int, int]:
    session.refresh_from_db()
    return session.taken, session.registrations.holding().count()


def _signing(session: Session, people: Sequence) -> list[Callable[[], object]]:
    return [lambda person=person: made.signed_up(session, person) for person in people]


def test_twenty_at_once_get_three_seats_and_a_line() -> None:
    """domain.md K-02."""
    session = made.session(capacity=3)
    people = [made.employee() for _n in range(20)]

    at_once(*_signing(session, people))

    assert counted(session) == {State.SEATED: 3, State.WAITING: 17}
    assert held_seats(session) == (3, 3)
    waiting = Registration.objects.in_line().filter(session=session)
    assert list(waiting) == sorted(waiting, key=lambda one: one.pk)


def test_two_tabs_make_one_registration() -> None:
    session, person = made.session(), made.employee()

    told = at_once(*_signing(session, [person, person]))

    assert session.registrations.count() == 1
    assert sum("alt meldt på" in str(one) for one in told) == 1


def test_two_withdrawals_at_once_offer_two_seats_to_the_two_first() -> None:
    """features.md C07: two parallel cancellations never give the same seat."""
    session = made.session(capacity=2)
    rows = [made.signed_up(session) for _n in range(5)]
    at = session.starts_at - 8 * DAY

    at_once(*(lambda row=row: seats.withdraw(registration=row, at=at) for row in rows[:2]))

    states = [Registration.objects.get(pk=row.pk).state for row in rows[2:]]
    assert states == [State.OFFERED, State.OFFERED, State.WAITING]
    assert held_seats(session) == (2, 2)


def test_withdrawal_acceptance_expiry_and_sign_up_at_once_keep_the_count() -> None:
    """Cancel and promotion at once: never the same seat twice."""
    session = made.session(capacity=3)
    rows = [made.signed_up(session) for _n in range(6)]
    at = session.starts_at - 8 * DAY
    seats.withdraw(registration=rows[0], at=at)
    by = session.course.version.made_by

    told = at_once(
        lambda: seats.accept_offer(registration=rows[3], at=at + DAY / 2),
        lambda: seats.decline_offer(registration=rows[3], at=at + DAY / 2),
        lambda: seats.withdraw(registration=rows[1], at=at + DAY / 2),
        lambda: seats.expire_offers(at=at + DAY * 25 / 24),
        lambda: seats.change_capacity(session=session, capacity=4, by=by, at=at + DAY / 2),
        *_signing(session, [made.employee()]),
    )

    assert len(told) == 6
    taken, holding = held_seats(session)
    assert (taken, holding) == (4, 4)


def _booking(session: Session, contact, number: int) -> Callable[[], object]:
    at = session.starts_at - 9 * DAY
    return lambda: bookings.book_seats(session_id=session.pk, seats=number, by=contact, at=at)


def test_group_bookings_and_sign_ups_at_once_never_take_more_than_there_are() -> None:
    """features.md C09; domain.md K-02: seats without a name are counted under the same lock."""
    session = made.session(capacity=10)
    contacts = [factories.member(Role.MINISTRY_CONTACT) for _n in range(4)]

    told = at_once(
        *(_booking(session, one, 4) for one in contacts),
        *_signing(session, [made.employee() for _n in range(8)]),
    )

    taken, holding = held_seats(session)
    unnamed = sum(session.bookings.values_list("unnamed", flat=True))
    assert (len(told), holding + unnamed) == (12, taken)
    assert taken == 10
    assert sum("ledig" in str(one) for one in told) == 4 - session.bookings.count()


def test_naming_giving_back_release_and_withdrawal_at_once_keep_the_count() -> None:
    """features.md C09: no seat is given twice while its name is written."""
    session = made.session(capacity=6)
    contact = factories.member(Role.MINISTRY_CONTACT)
    booking = _booking(session, contact, 5)()
    rows = [made.signed_up(session) for _n in range(4)]
    people = [made.employee(contact.organisation) for _n in range(4)]
    at = session.starts_at - 8 * DAY

    told = at_once(
        lambda: bookings.name_seats(booking=booking, people=people[:2], by=contact, at=at),
        lambda: bookings.name_seats(booking=booking, people=people[1:], by=contact, at=at),
        lambda: bookings.give_back_seats(booking=booking, seats=2, by=contact, at=at),
        lambda: bookings.release_unnamed(at=session.deregister_by),
        lambda: seats.withdraw(registration=rows[0], at=at),
        _booking(session, contact, 1),
        *_signing(session, [people[3]]),
    )

    taken, holding = held_seats(session)
    assert len(told) == 7
    assert taken == holding + sum(session.bookings.values_list("unnamed", flat=True))
    assert taken <= 6
    active = session.registrations.active().values_list("person", flat=True)
    assert len(active) == len(set(active))


def test_leaders_yes_and_sign_ups_at_once_give_each_seat_once() -> None:
    """features.md C10; domain.md K-02: what waits for a leader holds no seat, and yes takes one under the lock."""
    session = made.session(made.course(leader_part=LeaderPart.APPROVES), capacity=2)
    people = [made.employee() for _n in range(5)]
    rows = [made.signed_up(session, one, leader=made.employee(one.organisation)) for one in people]
    at = session.starts_at - 8 * DAY

    told = at_once(
        *(lambda row=row: seats.approve_registration(registration=row, at=at) for row in rows),
        lambda: seats.approve_registration(registration=rows[0], at=at),
        lambda: seats.withdraw(registration=rows[4], at=at),
    )

    assert len(told) == 7
    assert held_seats(session) == (2, 2)
    assert counted(session).get(State.ASKING, 0) == 0
    assert sum("raskere" in str(one) for one in told) >= 1
