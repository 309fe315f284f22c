"""A ministry's contact books seats and writes the names later (features.md C09; domain.md K-02, K-03, K-05, S-05)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import bookings, seats, sessions
from courses.models import GroupBooking, Registration, Session
from courses.panels import seats_to_name
from courses.states import RegistrationState as State
from courses.tasks import move_seats
from portal.dates import OSLO, oslo_today
from portal.errors import StepRefused
from portal.notifications.messages import hear_events
from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> User:
    """The contact of a ministry."""
    return factories.member(Role.MINISTRY_CONTACT)


def early(session: Session) -> datetime.datetime:
    return session.starts_at - 9 * DAY


def booked(session: Session, contact: User, number: int = 8) -> GroupBooking:
    return bookings.book_seats(session_id=session.pk, seats=number, by=contact, at=early(session))


def people_of(contact: User, number: int) -> list[User]:
    return [made.employee(contact.organisation) for _n in range(number)]


def name(booking: GroupBooking, people: list[User], contact: User, hours: int = 200) -> list[Registration]:
    at = booking.session.starts_at - hours * HOUR
    return bookings.name_seats(booking=booking, people=people, by=contact, at=at)


def seen(session: Session) -> tuple[int, int]:
    """(seats in use, seats with a person)."""
    session.refresh_from_db()
    return session.taken, session.registrations.holding().count()


def test_book_eight_name_six_and_two_are_released_at_the_deadline(contact) -> None:
    """features.md C09: the two go to the line by the one rule, in order, and again nothing happens."""
    session = made.session(capacity=8)
    booking = booked(session, contact)
    waiting = [made.signed_up(session, at=early(session)) for _n in range(3)]
    assert [one.state for one in waiting] == [State.WAITING] * 3

    named = name(booking, people_of(contact, 6), contact)
    assert ([one.state for one in named], seen(session)) == ([State.SEATED] * 6, (8, 6))
    assert bookings.release_unnamed(at=session.deregister_by - HOUR) == 0
    released = [bookings.release_unnamed(at=session.deregister_by) for _n in range(2)]

    assert released == [2, 0]
    states = [Registration.objects.get(pk=one.pk).state for one in waiting]
    assert (states, seen(session)) == ([State.OFFERED, State.OFFERED, State.WAITING], (8, 8))
    assert GroupBooking.objects.get().released_at == session.deregister_by


def test_more_than_are_free_is_refused_with_the_number_that_is_left(contact) -> None:
    """domain.md K-02."""
    session = made.session(capacity=8)
    made.signed_up(session)
    with pytest.raises(StepRefused, match="Det er 7 ledige plasser"):
        booked(session, contact, 8)
    booked(session, contact, 5)

    with pytest.raises(StepRefused, match="Det er 2 ledige plasser"):
        booked(session, contact, 3)

    assert (booked(session, contact, 2).unnamed, seen(session)) == (7, (8, 1))
    assert made.signed_up(session).state == State.WAITING


def test_seats_without_a_name_are_kept_within_capacity_by_the_database(contact) -> None:
    """domain.md K-02: from every door."""
    session = made.session(capacity=3)
    booking = booked(session, contact, 2)

    with pytest.raises(IntegrityError, match="seats_taken_never_exceed_capacity"), transaction.atomic():
        GroupBooking.objects.filter(pk=booking.pk).update(unnamed=4)
    with pytest.raises(IntegrityError, match="seats_taken_never_exceed_capacity"), transaction.atomic():
        Session.objects.update(capacity=1)
    GroupBooking.objects.filter(pk=booking.pk).delete()

    assert seen(session) == (0, 0)


def test_capacity_is_not_lowered_below_what_is_booked(contact) -> None:
    session = made.session(capacity=8)
    booked(session, contact, 5)

    with pytest.raises(StepRefused, match="5 plasser er tatt"):
        seats.change_capacity(
            session=session, capacity=4, by=session.course.version.made_by, at=early(session)
        )


def test_seats_reserved_for_the_body_are_the_first_that_its_contact_books(contact) -> None:
    """features.md C08, C09: a booked seat is not kept a second time."""
    session = made.session(capacity=4)
    sessions.reserve_seats(
        session=session, organisation=contact.organisation, seats=3, release_on=session.starts_at.date(),
        by=session.course.version.made_by, at=early(session),
    )  # fmt: skip
    booked(session, contact, 3)

    states = [made.signed_up(session).state for _n in range(2)]

    assert (states, seen(session)) == ([State.SEATED, State.WAITING], (4, 1))


def test_others_reserved_seats_are_not_booked(contact) -> None:
    session = made.session(capacity=4)
    sessions.reserve_seats(
        session=session, organisation=factories.OrganisationFactory(), seats=3, release_on=session.starts_at.date(),
        by=session.course.version.made_by, at=early(session),
    )  # fmt: skip

    with pytest.raises(StepRefused, match="Det er 1 ledig plass"):
        booked(session, contact, 2)


def _other_body(contact: User) -> User:
    return made.employee()


def _closed_user(contact: User) -> User:
    person = made.employee(contact.organisation)
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


def _who_signs_up_for_nothing(contact: User) -> User:
    return factories.member(Role.OPERATOR, contact.organisation)


@pytest.mark.parametrize("person", [_other_body, _closed_user, _who_signs_up_for_nothing])
def test_only_own_active_employees_get_a_name_on_a_seat(contact, person) -> None:
    """features.md C09; domain.md S-05: all or none."""
    session = made.session(capacity=8)
    booking = booked(session, contact, 3)

    with pytest.raises(StepRefused, match="ikke en ansatt i virksomheten"):
        name(booking, [*people_of(contact, 1), person(contact)], contact)

    assert (session.registrations.count(), GroupBooking.objects.get().unnamed) == (0, 3)


def test_who_waits_takes_over_a_seat_and_who_has_one_is_refused(contact) -> None:
    session = made.session(capacity=4)
    first, last = people_of(contact, 2)
    made.signed_up(session, first, at=early(session))
    booking = booked(session, contact, 3)
    in_line = made.signed_up(session, last, at=early(session))
    assert in_line.state == State.WAITING
    with pytest.raises(StepRefused, match="har alt plass"):
        name(booking, [first], contact)

    name(booking, [last], contact)

    assert Registration.objects.get(pk=in_line.pk).state == State.SEATED
    assert (session.registrations.count(), seen(session)) == (2, (4, 2))


def test_more_names_than_seats_is_refused(contact) -> None:
    booking = booked(made.session(capacity=8), contact, 1)

    with pytest.raises(StepRefused, match="1 plass er uten navn, og du har skrevet 2"):
        name(booking, people_of(contact, 2), contact)


def test_a_named_person_withdraws_as_everyone_and_the_seat_goes_to_the_line(contact) -> None:
    """features.md C07: one rule, whatever freed the seat."""
    session = made.session(capacity=1)
    booking = booked(session, contact, 1)
    (row,) = name(booking, people_of(contact, 1), contact)
    waiting = made.signed_up(session, at=early(session))

    seats.withdraw(registration=row, at=early(session))

    assert Registration.objects.get(pk=waiting.pk).state == State.OFFERED
    assert GroupBooking.objects.get().unnamed == 0


def test_given_back_seats_go_to_the_line_and_no_more_than_are_unnamed(contact) -> None:
    session = made.session(capacity=2)
    booking = booked(session, contact, 2)
    waiting = made.signed_up(session, at=early(session))
    with pytest.raises(StepRefused, match="2 plasser er uten navn"):
        bookings.give_back_seats(booking=booking, seats=3, by=contact, at=early(session))

    bookings.give_back_seats(booking=booking, seats=1, by=contact, at=early(session))

    assert Registration.objects.get(pk=waiting.pk).state == State.OFFERED
    assert (GroupBooking.objects.get().unnamed, seen(session)) == (1, (2, 1))


def test_after_the_keepers_deadline_nothing_is_booked_or_named(contact) -> None:
    """features.md C09: the keeper's own deadline comes before the one for withdrawal."""
    session = made.session(capacity=8)
    booking = booked(session, contact, 2)
    Session.objects.update(names_by=session.starts_at - 5 * DAY)
    booking.session.refresh_from_db()

    with pytest.raises(StepRefused, match="Fristen for navn på bookede plasser gikk ut"):
        name(booking, people_of(contact, 1), contact, hours=119)
    with pytest.raises(StepRefused, match="Fristen for navn"):
        bookings.book_seats(session_id=session.pk, seats=1, by=contact, at=session.starts_at - 4 * DAY)

    assert bookings.release_unnamed(at=session.starts_at - 5 * DAY) == 2


def test_deadline_for_names_is_never_after_the_start() -> None:
    session = made.session()

    with pytest.raises(IntegrityError, match="names_are_given_before_the_session"):
        Session.objects.update(names_by=session.starts_at + HOUR)


def test_closed_planned_and_cancelled_sessions_are_refused_in_words(contact) -> None:
    session = made.session(capacity=8)
    by = session.course.version.made_by
    booking = booked(session, contact, 2)
    sessions.close_session(session=session, by=by, at=early(session))
    with pytest.raises(StepRefused, match="Påmeldingen er stengt"):
        booked(session, contact, 1)
    assert len(name(booking, people_of(contact, 1), contact)) == 1  # the seat is held: it may have its name
    sessions.cancel_session(session=session, because="Syk.", by=by, at=early(session))

    with pytest.raises(StepRefused, match="avlyst"):
        name(booking, people_of(contact, 1), contact)
    with pytest.raises(Session.DoesNotExist):
        booked(made.session(opened=False), contact, 1)


def test_a_body_outside_the_target_group_books_nothing() -> None:
    """domain.md K-03."""
    agency = factories.OrganisationFactory(kind="virksomhet")

    with pytest.raises(StepRefused, match="er ikke blant dem"):
        booked(made.session(capacity=8), factories.member(Role.MINISTRY_CONTACT, agency), 1)


def test_contact_is_warned_before_and_told_after_and_the_named_person_is_told(time_machine) -> None:
    """features.md C09: a warning 7 and 2 days before, each once; then what was let go."""
    start = datetime.datetime(2027, 3, 19, 9, tzinfo=OSLO)
    time_machine.move_to(start - 20 * DAY, tick=False)
    session, contact = made.session(capacity=8, starts_at=start), factories.member(Role.MINISTRY_CONTACT)
    booking = bookings.book_seats(session_id=session.pk, seats=3, by=contact, at=timezone.now())
    counts = []
    for days in (-8, -7, -7, -3, -2, -2):
        time_machine.move_to(session.deregister_by + days * DAY, tick=False)
        counts.append(remind(rule=REMINDERS["booking.names"], now=timezone.now()))
    (row,) = bookings.name_seats(booking=booking, people=people_of(contact, 1), by=contact, at=timezone.now())
    time_machine.move_to(session.deregister_by + HOUR, tick=False)
    move_seats()
    hear_events(now=timezone.now())

    told = list(Notice.objects.filter(person=contact).order_by("pk").values_list("title", flat=True))
    assert counts == [0, 1, 0, 0, 1, 0]
    assert told[0] == f"Skriv navn på 3 bookede plasser: {session}"
    assert told[2:] == [f"2 bookede plasser uten navn er frigitt: {session}"]
    notice = Notice.objects.get(person=row.person)
    assert (notice.title, notice.sentence) == (f"Du har plass: {session}", bookings.NAMED)


def test_contact_is_told_when_the_session_is_called_off(contact) -> None:
    session = made.session(capacity=8)
    bookings.book_seats(session_id=session.pk, seats=3, by=contact, at=timezone.now())

    sessions.cancel_session(
        session=session, because="Syk.", by=session.course.version.made_by, at=timezone.now()
    )
    hear_events(now=timezone.now())

    assert Notice.objects.filter(person=contact, rule="session.cancelled").count() == 1


def test_seats_without_a_name_wait_in_the_contacts_list(contact) -> None:
    session = made.session(capacity=8)
    booking = booked(session, contact, 2)
    colleague = factories.member(Role.MINISTRY_CONTACT, contact.organisation)
    other = factories.member(Role.MINISTRY_CONTACT)

    waits = [[item.title for item in seats_to_name(one, oslo_today())] for one in (contact, colleague, other)]
    name(booking, people_of(contact, 2), contact)

    title = f"Skriv navn på 2 bookede plasser: {session}"
    assert waits == [[title], [title], []]
    assert list(seats_to_name(contact, oslo_today())) == []


def test_the_whole_way_in_the_browser(client_for, contact) -> None:
    """features.md C09: book 8, fill 6 names, give 1 back; the organiser sees what is left, others see nothing."""
    session = made.session(capacity=8)
    client, address = client_for(contact), f"{session.get_absolute_url()}gruppe/"
    assert "Book plasser" in client.get(session.get_absolute_url()).content.decode()
    client.post(f"{address}book/", {"seats": "8"})
    people = people_of(contact, 6)

    answer = client.post(f"{address}navn/", {"people": "\n".join(one.email for one in people)}, follow=True)

    text = answer.content.decode()
    assert "2 plasser er uten navn" in text
    assert all(one.name in text for one in people)
    client.post(f"{address}gi-tilbake/", {"seats": "1"})
    keeper = client_for(session.course.version.made_by).get(session.get_absolute_url()).content.decode()
    assert "6 har plass, 1 er booket uten navn" in keeper
    other = client_for(factories.member(Role.MINISTRY_CONTACT)).get(address).content.decode()
    assert not any(one.name in other for one in people)
    assert contact.organisation.name not in other


def test_unknown_addresses_are_422_with_the_addresses_and_no_seat_is_named(client_for, contact) -> None:
    session = made.session(capacity=8)
    booked(session, contact, 2)
    stranger, own = made.employee(), made.employee(contact.organisation)
    address = f"{session.get_absolute_url()}gruppe/"

    answer = client_for(contact).post(f"{address}navn/", {"people": f"{own.email}; {stranger.email}"})

    text = answer.content.decode()
    assert (answer.status_code, "Denne adressen er ikke en ansatt" in text) == (422, True)
    assert session.registrations.count() == 0


def test_without_a_booking_there_is_nothing_to_name_or_give_back(client_for, contact) -> None:
    session = made.session(capacity=8)
    booked(session, factories.member(Role.MINISTRY_CONTACT), 2)
    client, address = client_for(contact), f"{session.get_absolute_url()}gruppe/"

    for step, said in (("navn/", {"people": contact.email}), ("gi-tilbake/", {"seats": "1"})):
        answer = client.post(f"{address}{step}", said)
        assert (answer.status_code, "har ikke booket" in answer.content.decode()) == (409, True)


def test_keeper_sets_the_deadline_for_names(client_for) -> None:
    session = made.session(capacity=8)
    day = session.starts_at.astimezone(OSLO).date()
    said = {
        "day": f"{day:%d.%m.%Y}", "begins": "09.00", "ends": "11.00", "place": "Rom 1", "language": "nb",
        "offer_hours": "24", "names_on": f"{day - 4 * DAY:%d.%m.%Y}",
    }  # fmt: skip

    client_for(session.course.version.made_by).post(f"{session.get_absolute_url()}endre/", said)

    session.refresh_from_db()
    assert session.names_due_at.astimezone(OSLO).date() == day - 4 * DAY


def test_a_ministry_with_booked_seats_is_not_silent(contact) -> None:
    from courses.queries.bodies import bodies_without_participants

    session = made.session(capacity=8)
    silent = factories.OrganisationFactory()
    booked(session, contact, 1)

    bodies = set(bodies_without_participants(session.course, oslo_today()))

    assert (silent in bodies, contact.organisation in bodies) == (True, False)


def test_page_of_the_booking_asks_the_same_for_one_name_and_for_five(client_for, contact) -> None:
    """style.md 34."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    session = made.session(capacity=8)
    booking, client = booked(session, contact), client_for(contact)
    counts = []
    for number in (1, 4):
        name(GroupBooking.objects.get(pk=booking.pk), people_of(contact, number), contact)
        client.get(booking.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(booking.get_absolute_url()).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert Organisation.objects.filter(pk=contact.organisation.pk).exists()
