"""Attendance, certificates, anonymous answers, reach, and what is deleted (C11–C15; K-04 – K-09; S-07)."""

import datetime
import io

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from courses.actions import afterwards, attendance, sessions
from courses.actions.afterwards import Evaluation
from courses.documents import calendar_entry, certificate_pdf, competence_sheet
from courses.models import (
    Accommodation,
    AttendanceEntry,
    Certificate,
    EvaluationAnswer,
    Registration,
    Session,
)
from courses.queries.afterwards import competence_rows, evaluation_summary, reach, trained_by_body
from courses.queries.mine import certificate_of, initials
from courses.states import Presence
from portal.dates import OSLO, oslo_today
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.exports.tables import write_xlsx
from portal.people.roles import Role
from tests import factories
from tests import factories_courses as made
from tests.factories_courses import DAY, HOUR

pytestmark = pytest.mark.django_db


def held(count: int = 2, *, days_ago: int = 20, body=None, course=None, came: str = Presence.FULL):
    """A session that was held, with this many who were there."""
    session = made.session(course, capacity=max(count, 1), starts_at=timezone.now() - days_ago * DAY)
    rows = [made.signed_up(session, made.employee(body)) for _n in range(count)]
    if came:
        attendance.set_attendance(
            session=session, values=dict.fromkeys((row.pk for row in rows), came),
            by=session.course.version.made_by, at=session.ends_at,
        )  # fmt: skip
    return session, rows


def test_many_are_marked_at_once_and_a_correction_keeps_the_old_value() -> None:
    """features.md C11."""
    session, rows = held(3)

    attendance.set_attendance(
        session=session, values={rows[0].pk: Presence.ABSENT, rows[1].pk: Presence.FULL},
        by=session.course.version.made_by, at=session.ends_at + HOUR,
    )  # fmt: skip

    told = [(one.value, one.replaced_at is None) for one in rows[0].attendance.order_by("pk")]
    assert told == [(Presence.FULL, False), (Presence.ABSENT, True)]
    assert rows[1].attendance.count() == 1
    with pytest.raises(DatabaseError, match="bare rettes med en ny rad"), transaction.atomic():
        AttendanceEntry.objects.filter(registration=rows[0]).update(value=Presence.FULL)


def test_attendance_is_not_set_before_the_session_begins() -> None:
    session = made.session()
    row = made.signed_up(session)

    with pytest.raises(StepRefused, match="når samlingen har begynt"):
        attendance.set_attendance(
            session=session,
            values={row.pk: Presence.FULL},
            by=session.course.version.made_by,
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("minutes", "works"), [(-16, False), (-15, True), (0, True), (30, True), (31, False)]
)
def test_code_works_in_its_window(minutes: int, works: bool) -> None:
    """features.md C11: −15 to +30 minutes."""
    session = made.session()
    row = made.signed_up(session)
    session = attendance.make_code(session=session, by=session.course.version.made_by, at=timezone.now())
    at = session.starts_at + datetime.timedelta(minutes=minutes)

    if works:
        entry = attendance.check_in(registration=row, code=session.checkin_code.lower(), at=at)
        assert (entry.value, entry.by) == (Presence.FULL, None)
        with pytest.raises(StateChanged, match="alt ført"):
            attendance.check_in(registration=row, code=session.checkin_code, at=at)
    else:
        with pytest.raises(StepRefused, match="15 minutter før"):
            attendance.check_in(registration=row, code=session.checkin_code, at=at)


def test_wrong_code_is_refused() -> None:
    session = made.session()
    row = made.signed_up(session)
    attendance.make_code(session=session, by=session.course.version.made_by, at=timezone.now())

    with pytest.raises(StepRefused, match="Koden stemmer ikke"):
        attendance.check_in(registration=row, code="feil", at=session.starts_at)


def test_full_attendance_gives_a_certificate_and_part_gives_none() -> None:
    """features.md C12: PDF with name, course version, date; part → none."""
    _session, rows = held(1)
    part, _rows = held(1, came=Presence.PART)

    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(certificate_pdf(certificate_of(rows[0])))).pages
    )

    assert Certificate.objects.count() == 1
    assert (rows[0].person.name in text, "KI (EKSEMPEL)" in text, "/kurs/bevis/" in text) == (
        True,
        True,
        True,
    )
    assert not Certificate.objects.filter(registration__session=part).exists()


def test_public_address_says_course_date_and_initials_and_no_name(client) -> None:
    """domain.md K-05; features.md C12."""
    _session, rows = held(1)
    certificate = Certificate.objects.get()

    page = client.get(f"/kurs/bevis/{certificate.code}/")

    assert page.status_code == 200
    text = page.content.decode()
    assert ("Kursbeviset er gyldig" in text, initials(rows[0].person.name) in text) == (True, True)
    assert (rows[0].person.name in text, rows[0].person.email in text) == (False, False)
    assert client.get("/kurs/bevis/finnes-ikke/").status_code == 404


def test_corrected_attendance_takes_the_certificate_back(client) -> None:
    session, rows = held(1)
    attendance.set_attendance(
        session=session,
        values={rows[0].pk: Presence.PART},
        by=session.course.version.made_by,
        at=timezone.now(),
    )

    page = client.get(f"/kurs/bevis/{Certificate.objects.get().code}/").content.decode()

    assert "gjelder ikke lenger" in page


def _answered(rows, at, comment: str = "") -> None:
    for row in rows:
        afterwards.give_evaluation(registration=row, answer=Evaluation(5, 4, 3, comment), at=at)


def test_evaluation_is_anonymous_in_storage() -> None:
    """domain.md K-09: no column leads to a person, and the rows' own marks are the same for all."""
    session, rows = held(3)
    for row in rows:
        _answered([row], session.ends_at + HOUR)

    columns = {field.name for field in EvaluationAnswer._meta.get_fields()}
    assert columns == {"id", "session", "overall", "what_ai_is", "use_at_work", "comment"}
    assert not Event.objects.filter(type__startswith="evaluation").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM courses_evaluationanswer")
        answers = cursor.fetchall()
        cursor.execute("SELECT DISTINCT xmin::text FROM courses_registration WHERE has_evaluated")
        assert (len(answers), len(cursor.fetchall())) == (1, 1)


def test_right_to_answer_is_spent_once_and_only_those_who_came_have_it() -> None:
    """domain.md K-09."""
    session, rows = held(2)
    at = session.ends_at + HOUR
    attendance.set_attendance(
        session=session, values={rows[1].pk: Presence.ABSENT}, by=session.course.version.made_by, at=at
    )
    _answered(rows[:1], at)

    with pytest.raises(StepRefused, match="Du har svart"):
        _answered(rows[:1], at)
    with pytest.raises(StepRefused, match="for dem som var til stede"):
        _answered(rows[1:], at)


@pytest.mark.parametrize(("count", "is_shown"), [(4, False), (5, True)])
def test_answers_are_shown_when_they_are_five_and_the_window_is_over(count: int, is_shown: bool) -> None:
    """domain.md K-06, K-09: while they come in, one more answer would tell whose it was."""
    session, rows = held(5)
    _answered(rows[:count], session.ends_at + HOUR, "Fint.")

    assert evaluation_summary(session, session.ends_at + 2 * HOUR).is_shown is False
    summary = evaluation_summary(session, session.evaluation_ends_at)
    assert (summary.is_shown, summary.count, bool(summary.comments)) == (is_shown, count, is_shown)


def test_reach_shows_share_with_source_and_hides_small_groups() -> None:
    """features.md C15; domain.md K-06."""
    course = made.course()
    large, small = factories.OrganisationFactory(code="STO"), factories.OrganisationFactory(code="SMA")
    held(5, body=large, course=course)
    held(4, body=small, course=course)
    afterwards.count_employees(
        organisation=large, employees=50, counted_on=datetime.date(2024, 12, 31), source="DFØ", by=None, at=timezone.now()
    )  # fmt: skip

    found = reach(factories.member(Role.COURSE_MANAGER), oslo_today())

    cells = {(row.body.code, cell.text) for row in found.grid.rows for cell in row.cells[:1]}
    assert {("STO", "5 av 50 (10 %)"), ("SMA", "færre enn 5")} <= {
        (code, text.replace("\u00a0", " ")) for code, text in cells
    }
    assert next(iter(found.totals.values())) == "5"


def test_a_ministrys_contact_reads_the_own_ministry_only() -> None:
    """domain.md S-05."""
    own, other = factories.OrganisationFactory(code="EGE"), factories.OrganisationFactory(code="ANN")
    held(5, body=other)

    found = reach(factories.member(Role.MINISTRY_CONTACT, own), oslo_today())

    assert [row.body.code for row in found.grid.rows] == ["EGE"]


def test_report_on_ai_competence_has_numbers_and_no_names() -> None:
    """domain.md K-08."""
    body = factories.OrganisationFactory(code="STO")
    session, rows = held(5, body=body)
    target = io.BytesIO()

    write_xlsx(
        target,
        [competence_sheet(competence_rows(session.course.version.made_by, oslo_today()), oslo_today())],
    )

    target.seek(0)
    cells = [
        str(cell)
        for row in CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert ("KI (EKSEMPEL)" in cells, "5.0" in cells, body.name in cells) == (True, True, True)
    assert not any(row.person.name in cell or row.person.email in cell for row in rows for cell in cells)


def test_needs_are_read_by_the_organiser_with_a_trace_and_deleted_after_30_days() -> None:
    """domain.md K-05, S-06, S-07."""
    session = made.session()
    row = made.signed_up(session, needs="Rullestol.")
    needs = afterwards.read_needs(session=session, by=session.course.version.made_by, at=timezone.now())
    assert [one.text for one in needs] == ["Rullestol."]
    assert Event.objects.filter(type="session.needs_read").count() == 1

    assert afterwards.delete_needs(at=session.ends_at + 29 * DAY).deleted == 0
    assert afterwards.delete_needs(at=session.ends_at + 31 * DAY).deleted == 1
    assert not Accommodation.objects.filter(registration=row).exists()


def test_names_go_after_two_years_and_the_counts_stay() -> None:
    """features.md C14; domain.md S-07."""
    course, body = made.course(), factories.OrganisationFactory()
    session, rows = held(3, body=body, course=course, days_ago=800)
    newer = made.session(course, starts_at=timezone.now() - 20 * DAY)
    again = made.signed_up(newer, rows[0].person)
    attendance.set_attendance(
        session=newer, values={again.pk: Presence.FULL}, by=course.version.made_by, at=newer.ends_at
    )
    before = trained_by_body()

    line = afterwards.forget_participants(at=timezone.now())

    assert (line.deleted, before, trained_by_body()) == (3, {(body.pk, "intro"): 3}, before)
    assert set(Registration.objects.filter(session=session).values_list("person", flat=True)) == {None}
    afterwards.forget_participants(at=newer.ends_at + 731 * DAY)
    assert trained_by_body() == before
    assert afterwards.forget_participants(at=newer.ends_at + 731 * DAY).deleted == 0


def test_calendar_entry_keeps_its_identity_and_its_number_goes_up() -> None:
    """domain.md K-07."""
    session = made.session()
    row = made.signed_up(session)

    def entry():
        fresh = Registration.objects.with_session().get(pk=row.pk)
        return Calendar.from_ical(calendar_entry(fresh)).walk("VEVENT")[0]

    first = entry()
    by, moved = session.course.version.made_by, made.facts(session.starts_at + DAY)
    sessions.change_session(session=session, facts=moved, by=by, at=timezone.now())
    second = entry()

    assert (first["uid"], first["sequence"], second["sequence"]) == (second["uid"], 0, 1)
    assert second["dtstart"].dt.astimezone(OSLO) == (session.starts_at + DAY).astimezone(OSLO)
    sessions.cancel_session(
        session=Session.objects.get(pk=session.pk), because="Syk.", by=by, at=timezone.now()
    )
    assert (entry()["status"], entry()["sequence"]) == ("CANCELLED", 2)
