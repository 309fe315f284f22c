"""A month after: what the course is used for, on the page of the session, on the need, and as a card (moonshot 20)."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from courses.actions import afterwards, attendance
from courses.models import EchoAnswer
from courses.models.echo import Use
from courses.notifications.registrations import not_echoed_in
from courses.panels import courses_to_echo
from courses.queries.echo import echo_of, echoes_of_needs
from courses.states import Presence
from pilots.models import ExperienceCard
from portal.dates import oslo_today
from portal.errors import StepRefused
from portal.events import Event
from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.roles import Role
from portal.threads import threads_of
from tests import factories, factories_workinggroup
from tests import factories_courses as made
from tests.factories_courses import DAY

pytestmark = pytest.mark.django_db


def held(count: int, *, course=None, days_ago: int = 31):
    """A session that this many came to."""
    session = made.session(course, capacity=count, starts_at=timezone.now() - days_ago * DAY)
    rows = [made.signed_up(session) for _n in range(count)]
    attendance.set_attendance(
        session=session, values=dict.fromkeys((row.pk for row in rows), Presence.FULL),
        by=session.course.version.made_by, at=session.ends_at,
    )  # fmt: skip
    return session, rows


def say(row, use: str = Use.WEEKLY, purpose: str = "Sammendrag (EKSEMPEL)", at=None) -> None:
    afterwards.give_echo(registration=row, use=use, purpose=purpose, at=at or row.session.echo_begins_at)


def test_echo_is_anonymous_in_storage() -> None:
    """domain.md K-09: no column leads to a person, no event tells, and the rows' own marks are the same for all."""
    _session, rows = held(3)
    for row in rows:
        say(row)

    columns = {field.name for field in EchoAnswer._meta.get_fields()}
    assert columns == {"id", "session", "use", "purpose"}
    assert not Event.objects.filter(type__contains="echo").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM courses_echoanswer")
        answers = cursor.fetchall()
        cursor.execute("SELECT DISTINCT xmin::text FROM courses_registration WHERE has_echoed")
        assert (len(answers), len(cursor.fetchall())) == (1, 1)


def test_echo_is_given_once_by_those_who_came_and_in_its_three_weeks() -> None:
    session, rows = held(2)
    keeper = session.course.version.made_by
    attendance.set_attendance(
        session=session, values={rows[1].pk: Presence.ABSENT}, by=keeper, at=timezone.now()
    )

    with pytest.raises(StepRefused, match="er åpne fra"):
        say(rows[0], at=session.echo_begins_at - DAY)
    with pytest.raises(StepRefused, match="er åpne fra"):
        say(rows[0], at=session.echo_ends_at)
    with pytest.raises(StepRefused, match="for dem som var til stede"):
        say(rows[1])
    say(rows[0])
    with pytest.raises(StepRefused, match="Du har svart"):
        say(rows[0])
    assert EchoAnswer.objects.count() == 1


def test_database_keeps_the_words_and_asks_for_what() -> None:
    session, rows = held(1)
    say(rows[0])

    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        EchoAnswer.objects.update(purpose="Noe annet")
    with pytest.raises(IntegrityError, match="kan ikke endres"), transaction.atomic():
        EchoAnswer.objects.all().delete()
    with pytest.raises(IntegrityError, match="use_says_for_what"), transaction.atomic():
        EchoAnswer.objects.create(session=session, use=Use.DAILY)


@pytest.mark.parametrize(("count", "is_shown"), [(4, False), (5, True)])
def test_echo_is_shown_when_they_are_five_and_the_window_is_over(count: int, is_shown: bool) -> None:
    """domain.md K-06, K-09."""
    session, rows = held(5)
    for row in rows[:count]:
        say(row)

    assert echo_of(session, session.echo_begins_at - DAY) is None
    open_still = echo_of(session, session.echo_begins_at + DAY)
    assert open_still is not None
    assert (open_still.uses, bool(open_still.reason)) == ([], True)
    shown = echo_of(session, session.echo_ends_at)
    assert shown is not None
    assert (shown.in_use, bool(shown.purposes), bool(shown.reason)) == (count if is_shown else 0, is_shown, not is_shown)  # fmt: skip


def test_need_tells_how_many_use_what_they_learnt(client_for, django_assert_num_queries) -> None:
    """moonshot 20: «5 av 7 bruker det hver uke» on the need; a session with four answers is not in the sum."""
    course = made.course()
    need = factories_workinggroup.released_need()
    course.version.modules.first().needs.add(need)
    _first, rows = held(7, course=course, days_ago=60)
    for row, use in zip(rows, [*[Use.WEEKLY] * 3, *[Use.DAILY] * 2, Use.SELDOM, Use.NEVER], strict=True):
        say(row, use, "" if use == Use.NEVER else "Sammendrag (EKSEMPEL)")
    _few, others = held(4, course=course, days_ago=60)
    for row in others:
        say(row)
    _open, still = held(5, course=course, days_ago=40)
    for row in still:
        say(row)
    reader = factories.member(Role.COORDINATOR)

    threads = [one for one in threads_of(reader, need) if one.kind == "Brukt etter kurset"]

    assert [(one.title, one.url, one.state) for one in threads] == [
        (str(course), course.get_absolute_url(), "5 av 7 bruker det hver uke")
    ]
    with django_assert_num_queries(2):
        list(echoes_of_needs(reader, [need]))
    assert "5 av 7 bruker det hver uke" in client_for(reader).get(need.get_absolute_url()).content.decode()


def test_participant_answers_a_month_after_and_takes_the_words_on_to_a_card(client_for) -> None:
    _session, rows = held(1)
    person = rows[0].person
    client, address = client_for(person), f"{rows[0].get_absolute_url()}etterpa/"
    assert [item.url for item in courses_to_echo(person, oslo_today())] == ["/kurs/mine/"]
    assert address in client.get("/kurs/mine/").content.decode()
    assert address in client.get(rows[0].get_absolute_url()).content.decode()

    refused = client.post(address, {"use": "weekly", "purpose": ""})
    thanks = client.post(address, {"use": "weekly", "purpose": "Første utkast til «svar» (EKSEMPEL)"})

    assert (refused.status_code, "Skriv hva du bruker det til." in refused.content.decode()) == (422, True)
    assert (thanks.status_code, EchoAnswer.objects.get().purpose) == (
        200,
        "Første utkast til «svar» (EKSEMPEL)",
    )
    assert "Første utkast til «svar» (EKSEMPEL)" in thanks.content.decode()
    assert list(courses_to_echo(person, oslo_today())) == []
    assert client.post(address, {"use": "daily", "purpose": "Igjen"}).status_code == 409
    card = client.post(
        "/utprovinger/erfaringer/ny/", {"begin": "1", "tried": "Første utkast til «svar» (EKSEMPEL)"}
    )
    assert (card.status_code, ExperienceCard.objects.count()) == (200, 0)
    assert card.context["form"]["tried"].value() == "Første utkast til «svar» (EKSEMPEL)"


def test_nobody_else_answers_and_a_birth_number_is_stopped(client_for) -> None:
    _session, rows = held(1)
    address = f"{rows[0].get_absolute_url()}etterpa/"

    assert client_for(made.employee()).get(address).status_code == 404
    answer = client_for(rows[0].person).post(address, {"use": "weekly", "purpose": "Sak om 01010750160"})
    assert (answer.status_code, EchoAnswer.objects.count()) == (422, 0)


def test_question_comes_once_a_month_after(time_machine) -> None:
    """moonshot 20; who has answered is not in the list, and nobody is asked when three weeks are over."""
    session, rows = held(2, days_ago=5)
    counts = []
    for days in (29, 30, 30, 31):
        time_machine.move_to(session.ends_at + days * DAY, tick=False)
        counts.append(remind(rule=REMINDERS["session.echo"], now=timezone.now()))
    say(rows[0], at=timezone.now())

    assert counts == [0, 2, 0, 0]
    assert Notice.objects.filter(rule="session.echo").count() == 2
    assert [to.person_id for to in not_echoed_in([session])[session.pk]] == [rows[1].person_id]
    time_machine.move_to(session.echo_ends_at, tick=False)
    assert not_echoed_in([session]) == {}


def test_keeper_reads_the_echo_on_the_page_of_the_answers(client_for) -> None:
    session, rows = held(5, days_ago=60)
    for row in rows:
        say(row)

    page = client_for(session.course.version.made_by).get(f"{session.get_absolute_url()}evaluering/")

    assert "5 av 5" in page.content.decode()
    assert "Sammendrag (EKSEMPEL)" in page.content.decode()
