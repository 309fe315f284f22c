"""Seats and the waiting list: one rule for every way a seat becomes free (domain.md K-02, K-03, K-04; C06, C07)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from courses.actions import seats, sessions
from courses.models import InvitedBody, Registration, Session
from courses.queries.mine import own_log
from courses.queries.sessions import place_in_line
from courses.states import RegistrationState as State
from portal.errors import StateChanged, StepRefused
from portal.people.models import OrganisationKind
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def full() -> tuple[Session, list[Registration]]:
    """Two seats, five people in order."""
    session = made.session(capacity=2)
    return session, [made.signed_up(session) for _n in range(5)]


def states(rows: list[Registration]) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def before(session: Session, hours: int = 200) -> datetime.datetime:
    return session.starts_at - hours * HOUR


def test_seats_go_to_the_first_and_the_others_wait_in_order(full) -> None:
    """domain.md K-02."""
    session, rows = full

    assert states(rows) == [State.SEATED, State.SEATED, State.WAITING, State.WAITING, State.WAITING]
    assert [place_in_line(row) for row in rows] == [0, 0, 1, 2, 3]
    session.refresh_from_db()
    assert (session.taken, session.free) == (2, 0)


def _withdraw(session, rows):
    seats.withdraw(registration=rows[0], at=before(session))


def _remove(session, rows):
    seats.remove_registration(
        registration=rows[0], because="Dobbelt.", by=session.course.version.made_by, at=before(session)
    )


def _more(session, rows):
    seats.change_capacity(session=session, capacity=3, by=session.course.version.made_by, at=before(session))


@pytest.mark.parametrize("free_a_seat", [_withdraw, _remove, _more])
def test_next_in_line_gets_a_timed_offer_whatever_freed_the_seat(full, free_a_seat) -> None:
    """features.md C07: cancel, admin removal, raised capacity: the same order each time."""
    session, rows = full

    free_a_seat(session, rows)

    offered = Registration.objects.get(pk=rows[2].pk)
    assert offered.state == State.OFFERED
    assert offered.offer_expires_at == before(session) + 24 * HOUR
    assert states(rows[3:]) == [State.WAITING, State.WAITING]


def test_declined_and_expired_offers_go_to_the_next(full) -> None:
    """features.md C06: not answered → the next gets it; declined → the next gets it."""
    session, rows = full
    seats.withdraw(registration=rows[0], at=before(session))
    seats.decline_offer(registration=rows[2], at=before(session, 199))
    assert states(rows[2:]) == [State.DECLINED, State.OFFERED, State.WAITING]

    ended = seats.expire_offers(at=before(session, 199) + 24 * HOUR)

    assert ended == 1
    assert states(rows[2:]) == [State.DECLINED, State.EXPIRED, State.OFFERED]
    assert seats.expire_offers(at=before(session, 199) + 24 * HOUR) == 0


def test_accepted_offer_is_a_seat_and_a_late_yes_is_refused(full) -> None:
    session, rows = full
    seats.withdraw(registration=rows[0], at=before(session))
    seats.withdraw(registration=rows[1], at=before(session))

    seats.accept_offer(registration=rows[2], at=before(session, 180))
    with pytest.raises(StepRefused, match="gått ut"):
        seats.accept_offer(registration=rows[3], at=before(session) + 24 * HOUR)

    assert states(rows[2:4]) == [State.SEATED, State.OFFERED]


def test_an_offer_never_lasts_beyond_the_start(full) -> None:
    session, rows = full

    seats.remove_registration(
        registration=rows[0], because="Syk.", by=session.course.version.made_by, at=before(session, 3)
    )

    assert Registration.objects.get(pk=rows[2].pk).offer_expires_at == session.starts_at


def test_rejoining_goes_last(full) -> None:
    """features.md C07."""
    session, rows = full
    seats.withdraw(registration=rows[2], at=before(session))

    again = made.signed_up(session, rows[2].person, at=before(session, 190))

    assert [place_in_line(row) for row in (rows[3], rows[4], again)] == [1, 2, 3]


def test_capacity_below_what_is_taken_is_refused_in_words(full) -> None:
    """domain.md K-02."""
    session, _rows = full

    with pytest.raises(StepRefused, match="2 plasser er tatt eller tilbudt"):
        seats.change_capacity(
            session=session, capacity=1, by=session.course.version.made_by, at=before(session)
        )


def test_capacity_is_kept_by_the_database_from_every_door(full) -> None:
    """domain.md K-02: the last line."""
    _session, rows = full

    with pytest.raises(IntegrityError, match="seats_taken_never_exceed_capacity"), transaction.atomic():
        Registration.objects.filter(pk=rows[2].pk).update(state=State.SEATED)
    with pytest.raises(IntegrityError, match="seats_taken"), transaction.atomic():
        Session.objects.update(capacity=1)


def test_second_tab_gets_one_registration_and_a_sentence() -> None:
    session = made.session()
    first = made.signed_up(session)

    with pytest.raises(StateChanged, match="Du er alt meldt på"):
        made.signed_up(session, first.person)

    assert session.registrations.count() == 1


def test_withdrawal_ends_at_the_deadline_and_leaving_the_list_does_not(full) -> None:
    """domain.md K-04."""
    session, rows = full
    late = session.deregister_by + HOUR

    with pytest.raises(StepRefused, match="Fristen for avmelding gikk ut"):
        seats.withdraw(registration=rows[0], at=late)

    assert seats.withdraw(registration=rows[4], at=late).state == State.CANCELLED


def test_other_bodies_get_a_sentence_until_they_are_added() -> None:
    """domain.md K-03: the 17 and those that are configured."""
    session = made.session()
    agency = factories.OrganisationFactory(kind=OrganisationKind.AGENCY)
    person = made.employee(agency)
    with pytest.raises(StepRefused, match="er ikke blant dem"):
        made.signed_up(session, person)

    sessions.invite_body(
        organisation=agency, because="Avtale.", by=session.course.version.made_by, at=before(session)
    )

    assert made.signed_up(session, person).is_seated
    assert InvitedBody.objects.count() == 1


def test_registration_closes_and_says_so() -> None:
    session = made.session()

    with pytest.raises(StepRefused, match="Påmeldingen er stengt"):
        made.signed_up(session, at=session.closes_at)


def test_own_log_has_every_step_with_its_reason_and_no_name(full) -> None:
    """features.md C07, C14: the log explains, and says nothing when the name is gone."""
    session, rows = full
    seats.withdraw(registration=rows[0], at=before(session))
    seats.accept_offer(registration=rows[2], at=before(session, 190))

    told = [event.sentence for event in own_log(rows[2])]

    assert ["kom sist i køen" in told[0], "En deltaker meldte seg av. Svar innen" in told[1]] == [True, True]
    assert "takket ja" in told[2]
    person = rows[2].person
    assert not any(
        person.name in f"{event.sentence}{event.actor_name}{event.subject_name}" for event in own_log(rows[2])
    )


def test_reserved_seats_are_kept_for_the_body_and_released_on_the_date() -> None:
    """features.md C08: unused ones go to the list, in order."""
    session = made.session(capacity=3)
    by, ministry = session.course.version.made_by, factories.OrganisationFactory()
    at = session.starts_at - 10 * DAY
    sessions.reserve_seats(
        session=session, organisation=ministry, seats=2, release_on=(session.starts_at - 5 * DAY).date(), by=by, at=at
    )  # fmt: skip
    first, second = made.signed_up(session), made.signed_up(session)
    own = made.signed_up(session, made.employee(ministry))
    assert [first.state, second.state, own.state] == [State.SEATED, State.WAITING, State.SEATED]

    assert sessions.release_reservations(at=session.starts_at - 6 * DAY) == 0
    assert sessions.release_reservations(at=session.starts_at - 5 * DAY) == 1
    assert sessions.release_reservations(at=session.starts_at - 5 * DAY) == 0

    assert states([second]) == [State.OFFERED]


def test_a_removal_says_why(full) -> None:
    session, rows = full

    with pytest.raises(StepRefused, match="Skriv hvorfor"):
        seats.remove_registration(
            registration=rows[0], because=" ", by=session.course.version.made_by, at=before(session)
        )


def test_offer_of_a_session_that_is_called_off_is_refused(full) -> None:
    session, rows = full
    seats.withdraw(registration=rows[0], at=before(session))
    sessions.cancel_session(
        session=session, because="Syk.", by=session.course.version.made_by, at=before(session, 199)
    )

    with pytest.raises(StepRefused, match="avlyst"):
        seats.accept_offer(registration=rows[2], at=before(session, 198))


def test_last_place_in_a_full_line_is_one_statement(full, django_assert_num_queries) -> None:
    """Fifteen hundred come at once, and all but a few come this way, with the event in the same statement."""
    session, _rows = full
    person = made.employee()
    assert person.organisation is not None  # the request has asked for it already

    with django_assert_num_queries(1):
        last = seats.sign_up(session_id=session.pk, by=person, at=before(session))

    assert last == Registration.objects.get(person=person)
    assert vars(last).keys() >= {"state", "because", "signed_up_at"}
    assert (last.state, place_in_line(last)) == (State.WAITING, 4)
    told = own_log(last).get()
    assert (told.sentence, told.subject_name) == (f"{last}. {last.because}", str(last))
    assert (told.url, told.organisation_id) == (last.get_absolute_url(), person.organisation.pk)


@pytest.mark.parametrize("state", ["closed", "open"])
def test_full_session_that_takes_nobody_is_refused_as_any_other(full, state: str) -> None:
    """The way of the full line has the conditions of the rules: closed, or past its hour."""
    session, _rows = full
    Session.objects.filter(pk=session.pk).update(state=state, closes_at=before(session))

    with pytest.raises(StepRefused):
        seats.sign_up(session_id=session.pk, by=made.employee(), at=before(session))


def test_signed_up_already_in_a_full_line_is_told_so(full) -> None:
    session, rows = full

    with pytest.raises(StateChanged, match="alt meldt"):
        seats.sign_up(session_id=session.pk, by=rows[-1].person, at=before(session))

    assert session.registrations.count() == len(rows)


def test_session_that_is_not_opened_is_not_there() -> None:
    """domain.md S-05: what one may not see does not exist."""
    session = made.session(opened=False)

    with pytest.raises(Session.DoesNotExist):
        seats.sign_up(session_id=session.pk, by=made.employee(), at=before(session))
