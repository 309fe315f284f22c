"""Meetings: agenda, attendance, decisions, closing, minutes, calendar."""

import datetime
import io

import pytest
from django.db import DatabaseError, transaction
from icalendar import Calendar, Component

from portal.dates import OSLO
from portal.errors import StepRefused
from portal.events import Event
from portal.notifications.actions import subscribe_calendar
from portal.people.roles import Role
from tests import factories
from tests import factories_group as make
from tests import factories_workinggroup as needs
from workinggroup import documents
from workinggroup.actions import decisions, meetings
from workinggroup.forms.group import MeetingForm
from workinggroup.models import AgendaItem, Decision, Meeting, Minutes
from workinggroup.queries.group import attendance_rows, earlier_decision_on
from workinggroup.states import DecisionKind, ItemKind, ItemState, MeetingState

pytestmark = pytest.mark.django_db


def world() -> tuple:
    make.ministries(2)
    by = make.leader()
    working = make.group(by)
    first = make.meeting(working, by)
    mandate = make.item(first, by, "Mandatet", kind=ItemKind.MANDATE)
    decisions.note_item(item=mandate, by=by, at=first.starts_at)
    return working, first, by


def closed() -> tuple:
    working, first, by = world()
    item = make.item(first, by, "Møteplan")
    made = decisions.decide_item(
        item=item, kind=DecisionKind.ACTION, text="DSS lager en plan.", owner=by.organisation,
        due_on=datetime.date(2024, 12, 1), dissents={factories.OrganisationFactory(): "For tidlig."}, by=by, at=first.starts_at,
    )  # fmt: skip
    make.attend(first, by)
    return working, meetings.close_meeting(meeting=first, by=by, at=first.ends_at), by, made


def test_decision_has_the_next_number_of_the_year_and_its_dissent() -> None:
    """features.md M05: «Vedtak 1/2024»."""
    _working, _first, _by, made = closed()

    assert (str(made), made.dissents.get().text) == ("Vedtak 1/2024", "For tidlig.")


def test_meeting_does_not_close_with_undecided_matters_or_bodies_not_accounted_for() -> None:
    """features.md M06, M07."""
    _working, first, by = world()
    make.item(first, by)

    with pytest.raises(StepRefused) as refused:
        meetings.close_meeting(meeting=first, by=by, at=first.ends_at)

    assert [problem.code for problem in refused.value.problems] == ["item", "attendance"]


def test_closed_meeting_is_locked() -> None:
    """features.md M06."""
    _working, first, by, _made = closed()

    with pytest.raises(StepRefused, match="kan ikke endres"):
        make.item(first, by)
    for change in (
        lambda: AgendaItem.objects.filter(meeting=first).update(title="X"),
        lambda: Decision.objects.update(text="X"),
        lambda: first.attendances.update(who="X"),
        lambda: first.attendances.all().delete(),
        lambda: Meeting.objects.filter(pk=first.pk).update(place="X"),
        lambda: Minutes.objects.update(sha256="0" * 64),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_decision_of_a_closed_meeting_can_be_carried_out() -> None:
    """features.md M05."""
    _working, _first, by, made = closed()

    done = decisions.carry_out(decision=made, note="Planen er sendt.", by=by, at=make.moment(11, 20))

    assert (done.is_open, done.done_note) == (False, "Planen er sendt.")


def test_all_bodies_are_accounted_for() -> None:
    """features.md M07."""
    _working, first, by = world()
    assert {row.presence for row in attendance_rows(first)} == {""}

    make.attend(first, by)

    rows = attendance_rows(first)
    assert len(rows) == first.attendances.count()
    assert all(row.presence for row in rows)


def test_minutes_hold_decisions_and_due_dates_without_retyping() -> None:
    """features.md M10."""
    from docx import Document

    _working, first, _by, _made = closed()
    minutes = first.minutes.get()

    text = "\n".join(part.text for part in Document(io.BytesIO(documents.minutes_docx(minutes))).paragraphs)

    for said in (
        "Vedtak 1/2024",
        "DSS lager en plan.",
        "01.12.2024",
        "For tidlig.",
        "Kari Eksempel",
        "Ikke til stede",
    ):
        assert said in text
    assert documents.minutes_pdf(minutes).startswith(b"%PDF")


def test_approval_of_the_last_minutes_is_matter_one_and_a_correction_keeps_both() -> None:
    """features.md M10."""
    working, first, by, _made = closed()
    following = make.meeting(working, by, 12, 3)

    item = following.items.get(position=1)
    assert (item.kind, item.minutes_of) == (ItemKind.MINUTES, first)
    meetings.correct_minutes(meeting=first, correction="KD møtte.", by=by, at=make.moment(11, 1))

    assert [(one.number, one.content["corrections"]) for one in first.minutes.all()] == [
        (1, []),
        (2, ["KD møtte."]),
    ]


def test_next_meeting_planned_beforehand_gets_the_approval_when_the_meeting_closes() -> None:
    """features.md M10."""
    working, first, by = world()
    following = make.meeting(working, by, 12, 3)
    make.item(following, by, "Noe annet")
    make.attend(first, by)

    meetings.close_meeting(meeting=first, by=by, at=first.ends_at)

    assert [item.position for item in following.items.all()] == [1, 2]
    assert following.items.first().minutes_of == first


def test_deferred_three_times_is_counted() -> None:
    """features.md M04."""
    working, first, by = world()
    for month, day in ((11, 12), (11, 26), (12, 10)):
        make.meeting(working, by, month, day)
    item = make.item(first, by, "Vanskelig sak")

    for _turn in range(3):
        item = decisions.defer_item(item=item, by=by, at=make.moment(10, 29))

    assert (item.deferrals, item.meeting.number) == (3, 4)
    assert first.items.get(title="Vanskelig sak").state == ItemState.ITEM_MOVED


def test_matter_that_resembles_a_decision_says_what_is_new() -> None:
    """features.md M09."""
    working, _first, by, made = closed()
    following = make.meeting(working, by, 12, 3)
    earlier = earlier_decision_on(title="Møteplanen", need_id=None) or earlier_decision_on(
        title="Møteplan", need_id=None
    )
    assert earlier == made

    with pytest.raises(StepRefused, match="hva som er nytt"):
        make.item(following, by, "Møteplan", earlier=earlier)

    assert (
        make.item(following, by, "Møteplan", earlier=earlier, whats_new="Ny frist.").earlier_decision == made
    )


def test_extract_goes_to_who_raised_the_need_with_the_meeting() -> None:
    """features.md M08."""
    _working, first, by = world()
    need = needs.released_need()
    item = make.item(first, by, need.title, kind=ItemKind.NEED, need=need)
    decisions.decide_item(item=item, kind=DecisionKind.PRIORITY, text="Tas først.", by=by, at=first.starts_at)
    make.attend(first, by)

    meetings.close_meeting(meeting=first, by=by, at=first.ends_at)

    event = Event.objects.get(type="need.extract_sent")
    assert (event.subject_id, "Tas først." in event.sentence) == (str(need.pk), True)
    assert AgendaItem.objects.get(pk=item.pk).extract_sent_at == first.ends_at


def test_series_keeps_the_clock_over_summer_time() -> None:
    """features.md M04; domain.md K-07."""
    by = make.leader()
    rows = meetings.plan_meetings(
        group=make.group(by), starts_at=make.moment(3, 10, 9, 2025), ends_at=make.moment(3, 10, 11, 2025), place="Rom", count=2,
        by=by, at=make.moment(),
    )  # fmt: skip

    assert [row.starts_at.astimezone(OSLO).strftime("%d.%m %H") for row in rows] == ["10.03 09", "07.04 09"]


def test_hour_that_does_not_exist_is_refused_with_a_sentence() -> None:
    """domain.md K-07: 02.30 on 30 March 2025."""
    form = MeetingForm({"day": "30.03.2025", "starts": "02.30", "ends": "04.00", "place": "Rom"})

    assert not form.is_valid()
    assert "finnes ikke denne natten" in form.errors["starts"][0]


def test_calendar_keeps_its_uid_and_counts_the_sequence() -> None:
    """features.md M04; domain.md K-07."""
    _working, first, by = world()
    before = documents.calendar_of([first]).decode()
    moved = meetings.move_meeting(
        meeting=first,
        starts_at=make.moment(10, 30),
        ends_at=make.moment(10, 30, 12),
        place="Rom 2",
        by=by,
        at=make.moment(10, 5),
    )
    after = documents.calendar_of([moved]).decode()

    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in after
    assert f"UID:{first.uid}" in before
    assert f"UID:{first.uid}" in after
    assert "DTSTART:20241030T090000Z" in after


def test_one_subscription_has_the_whole_series_and_follows_what_is_moved(client, client_for) -> None:
    """features.md M04: a secret address; who does not follow the group has no meetings in theirs."""
    by = make.leader()
    working = make.group(by)
    planned = meetings.plan_meetings(
        group=working, starts_at=make.moment(11, 4), ends_at=make.moment(11, 4, 12), place="Rom 1", count=3, by=by,
        at=make.moment(),
    )  # fmt: skip
    member, outsider = factories.member(Role.MEMBER), factories.member(Role.EMPLOYEE)

    def fetched(person) -> list[Component]:
        _made, secret = subscribe_calendar(person=person, name="Outlook", at=make.moment())
        return Calendar.from_ical(client.get(f"/kalender/{secret}.ics").content).walk("vevent")

    assert "/kalender/" in client_for(member).get("/arbeidsgruppen/moter/").content.decode()
    assert {str(one["uid"]) for one in fetched(member)} >= {one.uid for one in planned}
    meetings.cancel_meeting(meeting=planned[1], because="Sykdom.", by=by, at=make.moment(10, 5))
    gone = next(one for one in fetched(member) if str(one["uid"]) == planned[1].uid)
    assert (str(gone["status"]), str(gone["location"])) == ("CANCELLED", "Rom 1")
    assert not {str(one["uid"]) for one in fetched(outsider)} & {one.uid for one in planned}


def test_cancelled_meeting_is_cancelled_in_the_calendar() -> None:
    _working, first, by = world()

    gone = meetings.cancel_meeting(meeting=first, because="Sykdom.", by=by, at=make.moment(10, 5))

    assert gone.state == MeetingState.MEETING_CANCELLED
    assert b"STATUS:CANCELLED" in documents.calendar_of([gone])
