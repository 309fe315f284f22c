"""The courses as those who use them meet them, without JavaScript."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.actions import attendance, seats
from courses.models import Course, Outline, Registration, Session
from courses.notifications.registrations import coming, not_answered_in, seated_in, to_evaluate
from courses.panels import attendance_to_set, courses_to_evaluate, offers_to_answer
from courses.states import RegistrationState as State
from courses.tasks import move_seats
from portal.dates import OSLO, oslo_today
from portal.events import Event
from portal.notifications.messages import hear_events
from portal.notifications.models import Notice, RetentionReport
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.roles import Role
from portal.retention import delete_old
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY, HOUR

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_from_outline_to_a_seat_in_the_browser(client_for) -> None:
    """features.md C01–C05: the whole way, by forms."""
    where = made.academy()
    keeper, today = client_for(where.keeper), f"{oslo_today():%d.%m.%Y}"
    keeper.post("/kurs/skisser/ny/", {"title": "Kurs (EKSEMPEL)", "summary": "", "clause": ""})
    outline = Outline.objects.get()
    base = outline.get_absolute_url()
    for aim in ("what", "use"):
        keeper.post(f"{base}modul/", {"title": f"Modul {aim}", "aim": aim, "minutes": "30"})
    keeper.post(f"{base}foreligger/")
    client_for(where.steward).post(
        f"{base}dialog/", {"held_on": today, "participants": "DFD og DSS", "summary": "Enige."}
    )
    keeper.post(f"{base}fagradet/", {"sent_on": today})
    version = outline.versions.get()
    keeper.post(
        f"/kurs/framlegg/{version.presentations.get().pk}/",
        {"presented_on": today, "remarks": "", "follow_up": ""},
    )
    keeper.post(
        "/kurs/ny/",
        {
            "title": "KI",
            "level": "intro",
            "version": version.pk,
            "description": "",
            "leader_part": "none",
            "clause": "",
        },
    )
    day = f"{oslo_today() + 20 * DAY:%d.%m.%Y}"
    said = {"day": day, "begins": "09.00", "ends": "11.30", "place": "Rom 1", "language": "nb", "capacity": "1", "offer_hours": "24"}  # fmt: skip
    keeper.post(f"{Course.objects.get().get_absolute_url()}samling/", said)
    session = Session.objects.get()
    keeper.post(f"{session.get_absolute_url()}apne/")
    employee = client_for(made.employee())
    assert "Meld deg på" in page(employee, session.get_absolute_url())

    answer = employee.post(f"{session.get_absolute_url()}meld-pa/", {"needs": ""}, follow=True)

    assert "Du har plass." in answer.content.decode()
    assert session.starts_at.astimezone(OSLO).time() == datetime.time(9)


def test_refused_opening_lists_what_is_missing_and_is_409(client_for) -> None:
    """domain.md K-01."""
    where = made.academy()
    session = made.session(made.course(where, ready=False), opened=False)
    keeper = client_for(where.keeper)

    text = page(keeper, session.get_absolute_url())

    assert ("ikke hatt dialog om innholdet" in text, "Åpne påmelding" in text) == (True, False)
    assert keeper.post(f"{session.get_absolute_url()}apne/").status_code == 409


def test_second_tab_meets_a_sentence(client_for) -> None:
    session = made.session()
    employee = client_for(made.employee())
    employee.post(f"{session.get_absolute_url()}meld-pa/", {"needs": ""})

    answer = employee.post(f"{session.get_absolute_url()}meld-pa/", {"needs": ""})

    assert (answer.status_code, "Du er alt meldt på" in answer.content.decode()) == (409, True)


def test_hour_that_does_not_exist_is_422_with_a_sentence(client_for) -> None:
    """domain.md K-07."""
    course = made.course()
    said = {"day": "28.03.2027", "begins": "02.30", "ends": "04.00", "place": "Rom 1", "language": "nb", "capacity": "1", "offer_hours": "24"}  # fmt: skip

    answer = client_for(course.version.made_by).post(f"{course.get_absolute_url()}samling/", said)

    assert (answer.status_code, "stilles den fram til sommertid" in answer.content.decode()) == (422, True)


def test_planned_session_and_others_registrations_are_not_found(client_as) -> None:
    """domain.md S-05."""
    planned, row = made.session(opened=False), made.signed_up(made.session())
    stranger = client_as(Role.EMPLOYEE)

    page(stranger, planned.get_absolute_url(), 404)
    page(stranger, row.get_absolute_url(), 404)
    assert planned.course.title not in page(stranger, "/kurs/?nar=alle").replace(row.session.course.title, "")


def test_offer_is_a_task_and_is_accepted_from_the_page(client_for) -> None:
    """features.md C06."""
    session = made.session(capacity=1)
    first, second = made.signed_up(session), made.signed_up(session)
    seats.withdraw(registration=first, at=timezone.now())
    client = client_for(second.person)
    assert [item.url for item in offers_to_answer(second.person, oslo_today())] == [second.get_absolute_url()]
    assert "Ja, jeg vil ha plassen" in page(client, second.get_absolute_url())

    client.post(f"{second.get_absolute_url()}godta/")

    assert Registration.objects.get(pk=second.pk).state == State.SEATED
    assert list(offers_to_answer(second.person, oslo_today())) == []


def test_beat_moves_the_line_and_again_does_nothing(time_machine) -> None:
    """features.md C06: idempotent."""
    session = made.session(capacity=1)
    rows = [made.signed_up(session) for _n in range(3)]
    seats.withdraw(registration=rows[0], at=timezone.now())
    time_machine.move_to(timezone.now() + 25 * HOUR)

    move_seats()
    move_seats()

    assert [Registration.objects.get(pk=row.pk).state for row in rows[1:]] == [State.EXPIRED, State.OFFERED]
    assert Event.objects.filter(type="registration.expired").count() == 1


def test_person_is_told_of_the_offer_with_its_deadline() -> None:
    """features.md C06, C13."""
    session = made.session(capacity=1)
    first, second = made.signed_up(session, at=timezone.now()), made.signed_up(session, at=timezone.now())
    hear_events(now=timezone.now())
    seats.withdraw(registration=first, at=timezone.now())
    hear_events(now=timezone.now())

    told = Notice.objects.filter(person=second.person).order_by("pk").values_list("rule", "title", "sentence")

    assert [rule for rule, _title, _sentence in told] == ["registration.signed_up", "registration.offered"]
    assert "Svar innen" in told[1][2]


def test_reminders_before_the_start_and_after_the_end_are_sent_once(time_machine) -> None:
    """features.md C13: 7 days, 1 day, and the day after with the evaluation; also after a night without the job."""
    start = datetime.datetime(2027, 3, 18, 9, tzinfo=OSLO)
    time_machine.move_to(start - 20 * DAY, tick=False)
    session = made.session(capacity=1, starts_at=start)
    row = made.signed_up(session, at=timezone.now())
    counts = []
    for days in (-8, -7, -7, -5, -1, -1):
        time_machine.move_to(start + days * DAY, tick=False)
        counts.append(remind(rule=REMINDERS["session.coming"], now=timezone.now()))
    time_machine.move_to(start + DAY, tick=False)
    attendance.set_attendance(
        session=session, values={row.pk: "full"}, by=session.course.version.made_by, at=timezone.now()
    )
    time_machine.move_to(start + 2 * DAY, tick=False)

    assert (counts, seated_in([session]).keys()) == ([0, 1, 0, 0, 1, 0], {session.pk})
    assert [remind(rule=REMINDERS["session.evaluate"], now=timezone.now()) for _n in range(2)] == [1, 0]
    assert (coming().count(), to_evaluate().count(), len(not_answered_in([session])[session.pk])) == (0, 1, 1)


def test_participant_answers_and_is_asked_no_more(client_for) -> None:
    """domain.md K-09."""
    session = made.session(starts_at=timezone.now() - DAY)
    row = made.signed_up(session)
    keeper = session.course.version.made_by
    assert [item.title for item in attendance_to_set(keeper, oslo_today())] == [f"Før oppmøte: {session}"]
    attendance.set_attendance(session=session, values={row.pk: "full"}, by=keeper, at=timezone.now())
    client = client_for(row.person)
    assert len(list(courses_to_evaluate(row.person, oslo_today()))) == 1

    client.post(
        f"{row.get_absolute_url()}evaluering/",
        {"overall": "5", "what_ai_is": "4", "use_at_work": "3", "comment": ""},
    )

    assert list(courses_to_evaluate(row.person, oslo_today())) == []
    assert client.get(f"{row.get_absolute_url()}evaluering/").status_code == 409
    assert client.get(f"{row.get_absolute_url()}bevis.pdf")["Content-Type"] == "application/pdf"


def test_bulk_attendance_form_and_export(client_for) -> None:
    """features.md C11, X07."""
    session = made.session(capacity=30, starts_at=timezone.now() - DAY)
    rows = [made.signed_up(session) for _n in range(30)]
    keeper = client_for(session.course.version.made_by)

    keeper.post(f"{session.get_absolute_url()}oppmote/", {f"p{row.pk}": "full" for row in rows})

    assert Registration.objects.trained().count() == 30
    exported = keeper.post(
        f"{session.get_absolute_url()}pameldte/eksport/csv/", {"query": "q=" + rows[0].person.email}
    )
    lines = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()
    assert (len(lines), rows[0].person.email in lines[1]) == (2, True)
    assert Event.objects.filter(type="session.people_exported").count() == 1


@pytest.mark.parametrize("address", ["/kurs/", "/kurs/mine/", "/kurs/skisser/", "people", "session", "reach"])
def test_lists_ask_the_same_number_of_questions(client_for, address: str) -> None:
    """style.md 34: one row and three."""
    where = made.academy()
    course = made.course(where)
    session = made.session(course, capacity=9)
    client = client_for(where.keeper)
    address = {
        "people": f"{session.get_absolute_url()}pameldte/", "session": session.get_absolute_url(), "reach": "/kurs/rekkevidde/",
    }.get(address, address)  # fmt: skip
    made.signed_up(session)
    client.get(address)
    before = _questions(client, address)
    for _n in range(2):
        made.signed_up(session)
        made.issued(where)
        made.session(course)

    assert _questions(client, address) == before


def _questions(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_demo_is_loaded_once_and_has_every_kind_of_session(settings) -> None:
    settings.DEMO_CONTENT = True
    call_command("demo", verbosity=0)
    call_command("demo", verbosity=0)

    full = Session.objects.get(capacity=6)
    assert (Outline.objects.count(), Session.objects.count(), full.taken) == (1, 5, 6)
    assert full.registrations.filter(state=State.OFFERED).get().person.email == "ansatt@ud.example.test"
    long_ago, held = Session.objects.order_by("starts_at")[:2]
    assert (long_ago.echoes.count(), held.evaluations.count()) == (7, 7)


def test_nightly_deletion_tells_of_the_courses() -> None:
    """domain.md S-07."""
    delete_old(now=timezone.now())

    said = {line["what"] for line in RetentionReport.objects.get().lines}
    assert {"Behov for tilrettelegging", "Navn på kurslister"} <= said


def test_contact_of_a_ministry_does_not_open_others_lists(client_as) -> None:
    """domain.md S-05."""
    session = made.session()
    contact = client_as(Role.MINISTRY_CONTACT, factories.OrganisationFactory())

    assert contact.get(f"{session.get_absolute_url()}pameldte/").status_code == 403
