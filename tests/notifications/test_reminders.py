"""The scan: what is due is told once, and what is done is not (features.md X01, X02, R18)."""

import dataclasses
import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notifications.models import Deadline, Notice
from portal.notifications.occasions import occasions_of
from portal.notifications.registry import To, Words, after, before
from portal.notifications.reminders import remind
from portal.notifications.states import NoticeState
from portal.people.roles import Role
from portal.workdays import is_workday
from tests import factories
from tests.notifications.conftest import NOW, at

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.exclude(state=NoticeState.WITHDRAWN).order_by("occurrence")
    return list(rows.values_list("title", "occurrence"))


def test_reminder_is_made_once_for_each_occasion_and_recipient(the_rule, deadline, keeper) -> None:
    """X01: due ≤ now and not sent; run twice, nothing twice."""
    deadline(days=2)

    remind(rule=the_rule, now=NOW)
    remind(rule=the_rule, now=NOW + datetime.timedelta(minutes=5))

    assert [(notice.person, notice.due_on.day) for notice in Notice.objects.all()] == [(keeper, 17)] * 3


def test_thirty_fourteen_and_three_days_before_and_then_weekly(the_rule, deadline, keeper) -> None:
    """R18: 30/14/3 days before; overdue repeats weekly."""
    due = deadline(days=16).due_on
    days = (datetime.timedelta(days=number) for number in range(-40, 31))

    for day in days:
        remind(rule=the_rule, now=datetime.datetime.combine(due, datetime.time(9), NOW.tzinfo) + day)

    offsets = sorted(int(occurrence[17:]) for _title, occurrence in told())
    assert offsets == [-30, -14, -3, 7, 14, 21, 28]


def test_overdue_goes_to_the_leader_after_two_weeks_and_stops_when_done(
    the_rule, deadline, keeper, leader
) -> None:
    """X02: 7 days overdue → owner again; 14 → leader; stops when done."""
    late = deadline(days=-14)
    remind(rule=the_rule, now=NOW)
    escalated = Notice.objects.filter(person=leader).count()
    Deadline.objects.filter(pk=late.pk).update(met_at=NOW, met_by=keeper)

    made_after = remind(rule=the_rule, now=NOW + datetime.timedelta(days=7))

    assert (escalated, made_after, told()) == (1, 0, [])


def test_three_days_of_silence_are_caught_up_once(the_rule, deadline, keeper) -> None:
    """X01: stop the worker three days, start: each missed reminder once."""
    for days in (14, 15, 16):
        deadline(days=days)
    remind(rule=the_rule, now=at(2025, 1, 14))
    before_the_stop = Notice.objects.filter(occurrence__endswith="-14").count()

    remind(rule=the_rule, now=at(2025, 1, 17))
    remind(rule=the_rule, now=at(2025, 1, 17, 10))

    assert (before_the_stop, Notice.objects.filter(occurrence__endswith="-14").count()) == (0, 3)


def test_a_moved_date_is_reminded_of_anew_and_the_old_is_withdrawn_when_done(
    the_rule, deadline, keeper
) -> None:
    moved = deadline(days=3)
    remind(rule=the_rule, now=NOW)
    Deadline.objects.filter(pk=moved.pk).update(due_on=moved.due_on + datetime.timedelta(days=60))

    remind(rule=the_rule, now=NOW + datetime.timedelta(days=60))

    threes = [occurrence for _title, occurrence in told() if occurrence.endswith("-3")]
    assert threes == ["due_on=2025-01-18-3", "due_on=2025-03-19-3"]


def test_what_was_withdrawn_unsent_waits_again_when_it_is_due_again(the_rule, deadline, keeper) -> None:
    one = deadline(days=2)
    remind(rule=the_rule, now=NOW)
    Deadline.objects.update(met_at=NOW, met_by=keeper)
    remind(rule=the_rule, now=NOW)
    withdrawn = Notice.objects.filter(state=NoticeState.WITHDRAWN).count()
    Deadline.objects.filter(pk=one.pk).update(met_at=None, met_by=None)

    remind(rule=the_rule, now=NOW)

    assert (withdrawn, Notice.objects.filter(state=NoticeState.WAITING).count()) == (3, 3)


def test_someone_added_late_gets_a_reminder_of_their_own(the_rule, deadline, keeper, body) -> None:
    """G14: one added late gets its own."""
    deadline(days=3)
    remind(rule=the_rule, now=NOW)
    late = factories.member(Role.COORDINATOR, body)

    remind(rule=the_rule, now=NOW + datetime.timedelta(hours=1))

    assert Notice.objects.filter(person=late).count() == 3


def test_object_that_was_deleted_leaves_nothing_behind(the_rule, deadline, keeper) -> None:
    deadline(days=3)
    remind(rule=the_rule, now=NOW)
    Deadline.objects.all().delete()

    remind(rule=the_rule, now=NOW)

    assert told() == []


def test_before_the_start_and_after_the_end_are_counted_from_two_dates(register, deadline, keeper) -> None:
    """C13: 7 days and 1 day before, and 1 day after, each once."""
    rule = dataclasses.replace(
        registry_rule(), when=(before("due_on", 7, 1), after("met_at", 1)), waiting=Deadline.objects.all
    )
    ended = deadline(days=-1, met_at=at(2025, 1, 14), met_by=keeper)

    register(rule)
    remind(rule=rule, now=NOW)
    remind(rule=rule, now=NOW)

    fields = sorted(occurrence.split("=")[0] for _title, occurrence in told())
    assert (fields, ended.pk) == (["due_on", "due_on", "met_at"], ended.pk)


def registry_rule():
    from portal.notifications.registry import REMINDERS

    return REMINDERS["deadline.due"]


def test_closed_users_and_people_without_access_are_not_told(the_rule, deadline, keeper, body) -> None:
    """domain.md O-04: rights end the same day."""
    deadline(days=3)
    keeper.is_active = False
    keeper.save(update_fields=["is_active"])
    factories.MembershipFactory(
        organisation=body, roles=[Role.CONTROLLER], valid_to=datetime.date(2024, 12, 31)
    )

    assert remind(rule=the_rule, now=NOW) == 0


def test_each_is_told_in_their_own_language(register, deadline, keeper, body) -> None:
    """U-04: bokmål or nynorsk by the person's choice."""
    from django.utils.translation import get_language

    nynorsk = factories.member(Role.CONTROLLER, body, language="nn")
    rule = dataclasses.replace(registry_rule(), words=lambda one: Words(f"{one.title} {get_language()}"))
    deadline(days=3)

    remind(rule=rule, now=NOW)

    said = dict(Notice.objects.values_list("person", "title"))
    assert said == {keeper.pk: "Frist 1 nb", nynorsk.pk: "Frist 1 nn"}


def test_scan_asks_the_same_number_of_questions_for_few_and_many(the_rule, deadline, keeper) -> None:
    """The due scan's query count does not grow with objects."""
    deadline(days=2)
    remind(rule=the_rule, now=NOW)
    deadline(days=2)
    with CaptureQueriesContext(connection) as few:
        remind(rule=the_rule, now=NOW)
    for _n in range(40):
        deadline(days=2)

    with CaptureQueriesContext(connection) as many:
        made = remind(rule=the_rule, now=NOW)

    assert (len(many), made) == (len(few), 120)


def test_mailbox_is_told_when_the_rule_names_it(register, deadline, body) -> None:
    rule = dataclasses.replace(
        registry_rule(),
        to=lambda ones: {one.pk: [To("fordi det er deres", mailbox_id=body.pk)] for one in ones},
    )
    deadline(days=3)

    remind(rule=rule, now=NOW)

    assert set(Notice.objects.values_list("mailbox", "person")) == {(body.pk, None)}


@pytest.mark.parametrize(
    ("due", "reminded"),
    [
        # Three days before Easter Monday 2025 is Good Friday: the working day before is Wednesday, Maundy Thursday is red.
        (datetime.date(2025, 4, 21), datetime.date(2025, 4, 16)),
        # Three days before a Tuesday is a Saturday: the Friday.
        (datetime.date(2025, 1, 21), datetime.date(2025, 1, 17)),
        # A deadline on a Sunday stays there, and is reminded of on the Thursday.
        (datetime.date(2025, 1, 19), datetime.date(2025, 1, 16)),
    ],
)
def test_red_days_are_skipped_for_reminders_and_never_for_deadlines(
    the_rule, deadline, due: datetime.date, reminded: datetime.date
) -> None:
    """Red days and week-ends are skipped for reminders, never for deadlines."""
    one = deadline(due_on=due)

    noon = datetime.datetime.combine(due, datetime.time(12), NOW.tzinfo)
    found = {occasion.key: occasion.due_at.date() for occasion in occasions_of(the_rule, one, now=noon)}

    assert (found[f"due_on={due}-3"], one.due_on) == (reminded, due)


@settings(deadline=None)
@given(due=st.dates(datetime.date(2024, 1, 1), datetime.date(2027, 12, 31)), ahead=st.integers(-20, 60))
def test_every_occasion_falls_on_a_working_day_at_seven_in_oslo(due: datetime.date, ahead: int) -> None:
    """Also across the change to and from summer time."""
    one = Deadline(due_on=due)
    now = datetime.datetime.combine(due + datetime.timedelta(days=ahead), datetime.time(23), NOW.tzinfo)

    for occasion in occasions_of(registry_rule(), one, now=now):
        assert is_workday(occasion.due_at.date())
        assert occasion.due_at.hour == 7
        assert occasion.due_at <= now


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_make_nothing_twice(the_rule, deadline, keeper) -> None:
    """X01: run job twice → no extra mail."""
    for _n in range(200):
        deadline(days=2)
    gate = threading.Barrier(4)

    def scan() -> None:
        gate.wait()
        try:
            remind(rule=the_rule, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=scan) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Notice.objects.count() == 600
