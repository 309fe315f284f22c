"""The participant's leader is told or approves, chosen per course (features.md C10; domain.md K-02, K-05, S-05, S-07)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import afterwards, bookings, seats, sessions
from courses.models import Course, Registration, Session
from courses.panels import leaders_answers
from courses.queries.mine import own_log
from courses.states import LeaderPart
from courses.states import RegistrationState as State
from portal.dates import OSLO, oslo_today
from portal.errors import StateChanged, StepRefused
from portal.notifications.messages import hear_events
from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.models import User
from portal.people.roles import Role
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY, HOUR

pytestmark = pytest.mark.django_db


def session_with(part: LeaderPart, **more: object) -> Session:
    return made.session(made.course(leader_part=part), **more)


def pair() -> tuple[User, User]:
    """An employee and a colleague who leads."""
    person = made.employee()
    return person, made.employee(person.organisation)


def asked(session: Session, **more: object) -> Registration:
    person, leader = pair()
    return made.signed_up(session, person, leader=leader, **more)


def state_of(row: Registration) -> str:
    return Registration.objects.get(pk=row.pk).state


def yes(row: Registration, hours: int = 200) -> Registration:
    return seats.approve_registration(registration=row, at=row.session.starts_at - hours * HOUR)


def no(row: Registration, because: str = "Ikke nå.") -> Registration:
    at = row.session.starts_at - 200 * HOUR
    return seats.refuse_registration(registration=row, because=because, at=at)


def taken(session: Session) -> int:
    session.refresh_from_db()
    return session.taken


def titles(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("title", flat=True))


def test_no_seat_before_yes(client_for) -> None:
    """features.md C10: two seats are free, and the registration holds none of them."""
    session = session_with(LeaderPart.APPROVES)
    row = asked(session)
    assert (row.state, taken(session)) == (State.ASKING, 0)

    yes(row)

    assert (state_of(row), taken(session)) == (State.SEATED, 1)


def test_yes_to_a_full_session_gives_the_place_in_line_of_the_sign_up() -> None:
    """features.md C10, C07: the order is that of joining, not of the leaders' answers."""
    session = session_with(LeaderPart.APPROVES, capacity=1)
    rows = [asked(session) for _n in range(3)]
    yes(rows[0])
    yes(rows[2])
    yes(rows[1])
    assert [state_of(row) for row in rows] == [State.SEATED, State.WAITING, State.WAITING]

    seats.withdraw(registration=rows[0], at=session.starts_at - 190 * HOUR)

    assert [state_of(row) for row in rows[1:]] == [State.OFFERED, State.WAITING]


def test_who_waits_for_a_leader_is_not_offered_a_seat() -> None:
    session = session_with(LeaderPart.APPROVES, capacity=1)
    first, silent, last = (asked(session) for _n in range(3))
    yes(first)
    yes(last)

    seats.withdraw(registration=first, at=session.starts_at - 190 * HOUR)

    assert [state_of(row) for row in (silent, last)] == [State.ASKING, State.OFFERED]


def test_no_ends_the_registration_with_the_reason_and_frees_nothing() -> None:
    session = session_with(LeaderPart.APPROVES)
    row = asked(session, needs="Stol.")
    with pytest.raises(StepRefused, match="Skriv hvorfor"):
        no(row, " ")

    ended = no(row, "Vi trenger deg på kontoret.")

    assert (ended.state, ended.because) == (State.REFUSED, "Lederen skrev: Vi trenger deg på kontoret.")
    assert (taken(session), hasattr(Registration.objects.get(pk=row.pk), "accommodation")) == (0, False)
    assert asked_again(session, row).state == State.ASKING


def asked_again(session: Session, row: Registration) -> Registration:
    return made.signed_up(session, row.person, leader=row.leader)


@pytest.mark.parametrize("answer", [yes, no])
def test_second_answer_is_refused_in_words(answer) -> None:
    row = asked(session_with(LeaderPart.APPROVES))
    yes(row)

    with pytest.raises(StateChanged, match="Noen andre var raskere"):
        answer(row)


def test_answer_comes_before_the_session_begins_and_not_when_it_is_called_off() -> None:
    session = session_with(LeaderPart.APPROVES)
    row = asked(session)
    with pytest.raises(StepRefused, match="har begynt"):
        yes(row, hours=0)
    by = session.course.version.made_by
    sessions.cancel_session(session=session, because="Syk.", by=by, at=session.starts_at - 9 * DAY)

    with pytest.raises(StepRefused, match="avlyst"):
        no(row)


def _oneself(person: User) -> User:
    return person


def _of_another_body(person: User) -> User:
    return made.employee()


def _closed(person: User) -> User:
    leader = made.employee(person.organisation)
    User.objects.filter(pk=leader.pk).update(is_active=False)
    return leader


@pytest.mark.parametrize(
    ("leader", "said"),
    [
        (_oneself, "din egen leder"),
        (_of_another_body, "ikke en aktiv bruker"),
        (_closed, "ikke en aktiv bruker"),
    ],
)
@pytest.mark.parametrize("part", [LeaderPart.TOLD, LeaderPart.APPROVES])
def test_leader_is_an_active_colleague(part, leader, said: str) -> None:
    """features.md C10; domain.md S-05."""
    session, person = session_with(part), made.employee()

    with pytest.raises(StepRefused, match=said):
        made.signed_up(session, person, leader=leader(person))

    assert session.registrations.count() == 0


@pytest.mark.parametrize("part", [LeaderPart.TOLD, LeaderPart.APPROVES])
@pytest.mark.parametrize("capacity", [1, 2])
def test_a_leader_is_named_also_in_a_full_line(part, capacity: int) -> None:
    """The short way of the full line is not taken past the leader (ADR 30)."""
    session = session_with(part, capacity=capacity)
    yes_or_seat = asked(session)
    if part == LeaderPart.APPROVES:
        yes(yes_or_seat)
    assert taken(session) == 1

    with pytest.raises(StepRefused, match="Velg lederen din"):
        made.signed_up(session)

    assert session.registrations.count() == 1


def test_leader_is_not_kept_where_the_course_asks_for_none() -> None:
    """domain.md K-05: nothing more than is needed."""
    row = asked(made.session())

    assert (row.leader, row.state) == (None, State.SEATED)


def test_database_refuses_oneself_as_leader_and_waiting_without_one() -> None:
    row = asked(session_with(LeaderPart.APPROVES))
    rows = Registration.objects.filter(pk=row.pk)

    with pytest.raises(IntegrityError, match="nobody_is_their_own_leader"), transaction.atomic():
        rows.update(leader=row.person)
    with pytest.raises(IntegrityError, match="who_waits_for_a_leader_has_one"), transaction.atomic():
        rows.update(leader=None)


def test_leader_who_is_told_gets_one_notice_on_sign_up_and_one_on_withdrawal() -> None:
    """features.md C10: exactly one each, however often the messages are made."""
    session = session_with(LeaderPart.TOLD)
    row = asked(session, at=timezone.now())
    for _n in range(2):
        hear_events(now=timezone.now())
    seats.withdraw(registration=row, at=timezone.now())
    for _n in range(2):
        hear_events(now=timezone.now())

    assert titles(row.leader) == [
        f"{row.person.name} er meldt på: {session}",
        f"{row.person.name} er meldt av: {session}",
    ]
    assert titles(row.person) == [f"Du har plass: {session}"]


@pytest.mark.parametrize("answered", [True, False])
def test_leader_who_approves_gets_one_question_and_one_notice_of_withdrawal(answered: bool) -> None:
    """features.md C10: withdraw → the leader gets one notice, answered or not."""
    session = session_with(LeaderPart.APPROVES)
    row = asked(session, at=timezone.now())
    if answered:
        seats.approve_registration(registration=row, at=timezone.now())
    hear_events(now=timezone.now())
    seats.withdraw(registration=row, at=timezone.now())
    hear_events(now=timezone.now())

    assert titles(row.leader) == [
        f"Svar på påmeldingen: {row.person.name}, {session}",
        f"{row.person.name} er meldt av: {session}",
    ]


def test_a_declined_offer_tells_the_leader_once() -> None:
    session = session_with(LeaderPart.TOLD, capacity=1)
    first, second = (asked(session, at=timezone.now()) for _n in range(2))
    seats.withdraw(registration=first, at=timezone.now())
    hear_events(now=timezone.now())

    seats.withdraw(registration=second, at=timezone.now())
    hear_events(now=timezone.now())

    assert titles(second.leader)[1:] == [f"{second.person.name} er meldt av: {session}"]


def test_participant_is_told_of_the_wait_and_of_the_answer() -> None:
    session = session_with(LeaderPart.APPROVES)
    rows = [asked(session, at=timezone.now()) for _n in range(2)]
    hear_events(now=timezone.now())
    seats.approve_registration(registration=rows[0], at=timezone.now())
    seats.refuse_registration(registration=rows[1], because="Ikke nå.", at=timezone.now())
    hear_events(now=timezone.now())

    waits = f"Påmeldingen venter på lederen din: {session}"
    assert titles(rows[0].person) == [waits, f"Du har plass: {session}"]
    assert titles(rows[1].person) == [waits, f"Du er ikke lenger på listen: {session}"]
    assert Notice.objects.filter(person=rows[1].person).latest("pk").sentence == "Lederen skrev: Ikke nå."


def test_silent_leader_is_reminded_and_then_the_keeper_sees_it(time_machine) -> None:
    """features.md C10: after 2 and 5 days the leader, after 7 the keeper; each once, and none when it is answered."""
    start = datetime.datetime(2027, 3, 1, 9, tzinfo=OSLO)
    time_machine.move_to(start, tick=False)
    session = session_with(LeaderPart.APPROVES, starts_at=start + 60 * DAY)
    silent, answered = (asked(session, at=timezone.now()) for _n in range(2))
    seats.approve_registration(registration=answered, at=timezone.now())
    counts = []
    for days in (1, 2, 2, 7, 7, 8):
        time_machine.move_to(start + days * DAY, tick=False)
        rules = (REMINDERS["registration.leader"], REMINDERS["registration.leader_silent"])
        counts.append(tuple(remind(rule=rule, now=timezone.now()) for rule in rules))

    assert counts == [(0, 0), (1, 0), (0, 0), (1, 1), (0, 0), (0, 0)]
    keeper = session.course.version.made_by
    assert titles(keeper) == [f"Lederen har ikke svart på en påmelding: {session}"]
    assert len(titles(silent.leader)) == 2
    assert titles(answered.leader) == []


def test_question_is_in_the_leaders_list_until_it_is_answered() -> None:
    session = session_with(LeaderPart.APPROVES)
    row = asked(session)
    waits = [[item.title for item in leaders_answers(one, oslo_today())] for one in (row.leader, row.person)]

    yes(row)

    assert waits == [[f"Svar på påmeldingen: {row.person.name}, {session}"], []]
    assert list(leaders_answers(row.leader, oslo_today())) == []


def test_names_of_leaders_go_with_the_names_of_participants_and_stand_in_no_event() -> None:
    """domain.md K-05, S-07; features.md C14."""
    session = session_with(LeaderPart.APPROVES)
    rows = [asked(session) for _n in range(3)]
    yes(rows[0])
    no(rows[1])
    told = [
        f"{event.sentence}{event.actor_name}{event.subject_name}" for row in rows for event in own_log(row)
    ]

    afterwards.forget_participants(at=session.ends_at + 731 * DAY)

    assert not any(
        name in text for text in told for row in rows for name in (row.leader.name, row.person.name)
    )
    assert not Registration.objects.exclude(person=None, leader=None).exists()


def test_leaders_part_is_fixed_when_somebody_stands_on_a_list() -> None:
    course = made.course()
    version, at = course.version, timezone.now()
    said = {
        "course": course,
        "version": version,
        "title": "KI",
        "level": "intro",
        "description": "",
        "clause": None,
    }
    sessions.change_course(**said, leader_part=LeaderPart.APPROVES, by=version.made_by, at=at)
    assert Course.objects.get(pk=course.pk).leader_approves
    asked(made.session(course))

    with pytest.raises(StepRefused, match="Da kan ikke lederens del endres"):
        sessions.change_course(**said, leader_part=LeaderPart.NONE, by=version.made_by, at=at)

    assert (
        sessions.change_course(**said, leader_part=LeaderPart.APPROVES, by=version.made_by, at=at).title
        == "KI"
    )


def test_seats_without_names_are_not_booked_where_each_has_a_leader() -> None:
    """features.md C09, C10."""
    session = session_with(LeaderPart.TOLD)
    contact = factories.member(Role.MINISTRY_CONTACT)

    with pytest.raises(StepRefused, match="velger hver deltaker lederen sin"):
        bookings.book_seats(session_id=session.pk, seats=1, by=contact, at=session.starts_at - 9 * DAY)


def test_the_whole_way_in_the_browser(client_for) -> None:
    """features.md C10: choose the leader, who says yes on a page that nobody else has."""
    session = session_with(LeaderPart.APPROVES)
    (person, leader), (stranger, _other) = pair(), pair()
    client, address = client_for(person), f"{session.get_absolute_url()}meld-pa/"
    text = client.get(session.get_absolute_url()).content.decode()
    assert (leader.name in text, stranger.name in text) == (True, False)
    assert client.post(address, {"needs": "", "leader": ""}).status_code == 422
    assert client.post(address, {"needs": "", "leader": stranger.pk}).status_code == 422
    assert client.post(address, {"needs": ""}).status_code == 409

    answer = client.post(address, {"needs": "", "leader": leader.pk}, follow=True)

    assert "Du har ikke plass før lederen har sagt ja" in answer.content.decode()
    row = Registration.objects.get()
    page = f"{row.get_absolute_url()}leder/"
    keeper = session.course.version.made_by
    assert [client_for(one).get(page).status_code for one in (stranger, person, keeper)] == [404, 404, 404]
    assert (
        "venter på svar fra lederen sin"
        in client_for(keeper).get(session.get_absolute_url()).content.decode()
    )
    leads = client_for(leader)
    assert person.name in leads.get(page).content.decode()
    assert leads.get(row.get_absolute_url()).status_code == 404  # what else stands there is not the leader's
    assert leads.post(f"{page}nei/", {"because": ""}).status_code == 422
    assert "Deltakeren har plass" in leads.post(f"{page}ja/", follow=True).content.decode()
    assert state_of(row) == State.SEATED


def test_leader_who_has_left_the_body_does_not_answer(client_for) -> None:
    """domain.md O-04, S-05."""
    row = asked(session_with(LeaderPart.APPROVES))
    row.leader.memberships.update(organisation=factories.OrganisationFactory())

    leads = client_for(User.objects.get(pk=row.leader_id))

    assert leads.post(f"{row.get_absolute_url()}leder/ja/").status_code == 404
    assert state_of(row) == State.ASKING


def test_keeper_chooses_the_leaders_part_in_the_form(client_for) -> None:
    course = made.course()
    said = {"title": "KI", "level": "intro", "version": course.version.pk, "description": "", "clause": ""}

    client_for(course.version.made_by).post(
        f"{course.get_absolute_url()}endre/", {**said, "leader_part": "told"}
    )

    assert Course.objects.get(pk=course.pk).leader_part == LeaderPart.TOLD
