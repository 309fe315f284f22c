"""The chase buttons of the working group: the invitation and each period; only the silent (features.md M01, N13)."""

import datetime

import pytest

from portal.errors import StepRefused
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.notifications.todo import reminded
from portal.people.roles import Role
from portal.todo import todo_of
from tests import factories
from tests import factories_group as make
from tests import factories_workinggroup as needs
from tests.chasing import press
from workinggroup.actions import decisions, group, joining
from workinggroup.actions import needs as need_actions
from workinggroup.models import Meeting, Period, SuspectedPair
from workinggroup.panels import decisions_to_carry_out, needs_to_answer
from workinggroup.states import PeriodAnswer

pytestmark = pytest.mark.django_db
DUE = datetime.date(2024, 10, 15)


@pytest.fixture(autouse=True)
def _in_october(time_machine) -> None:
    time_machine.move_to(make.moment(10, 7), tick=False)


def contact(body):
    return factories.member(Role.MINISTRY_CONTACT, body)


def opened(working, by) -> Period:
    return group.open_period(
        group=working, title="Høst", from_on=make.START, to_on=datetime.date(2024, 12, 31), by=by, at=make.moment()
    )  # fmt: skip


def test_invitation_is_chased_from_the_grid_and_only_the_silent_are_told(client_for) -> None:
    """features.md M01."""
    by = make.leader()
    working, bodies = make.group(by), make.ministries(2)
    people = [contact(body) for body in bodies]
    sent = group.send_invitations(group=working, message="Velkommen.", answer_by=DUE, by=by, at=make.moment())
    group.decline_invitation(
        invitation=sent.invitations.get(organisation=bodies[0]),
        because="Ingen.",
        by=people[0],
        at=make.moment(),
    )

    listed, told = press(client_for(by), "/arbeidsgruppen/")

    assert people[1].email in listed
    assert people[0].email not in listed
    assert people[1].email in told
    assert people[0].email not in told


def test_period_is_chased_from_the_map_of_silence_and_only_the_silent_are_told(client_for) -> None:
    """features.md N13: a shared need and «ingen behov, med grunn» are both answers."""
    by = make.leader()
    working, (filed, none, silent) = make.group(by), make.ministries(3)
    period = opened(working, by)
    needs.released_need(filed, released_at=make.moment(10, 2))
    spokesman, asked = contact(none), contact(silent)
    group.answer_period(
        period=period,
        answer=PeriodAnswer.NONE_TO_FILE,
        because="Dekket.",
        by=spokesman,
        at=make.moment(10, 3),
    )

    listed, told = press(client_for(by), "/arbeidsgruppen/hvem-er-taus/")

    assert told == [asked.email]
    assert silent.name in listed
    assert none.name not in listed


def test_contact_has_the_period_to_do_until_the_ministry_has_said_something() -> None:
    """features.md N13, X04."""
    by = make.leader()
    working, (body,) = make.group(by), make.ministries(1)
    period, asked, today = opened(working, by), contact(body), datetime.date(2024, 10, 7)

    def waits() -> list[datetime.date | None]:
        return [one.due_on for one in todo_of(asked, today=today) if "Si fra om behovene" in one.title]

    assert waits() == [period.to_on]
    group.answer_period(
        period=period, answer=PeriodAnswer.NONE_TO_FILE, because="Dekket.", by=asked, at=make.moment(10, 3)
    )
    assert waits() == []


def test_reminder_of_a_period_goes_from_the_list_of_who_has_answered(time_machine) -> None:
    """features.md X04: one ministry answers, and the others are still asked."""
    by = make.leader()
    working, bodies = make.group(by), make.ministries(2)
    period, (quick, slow) = opened(working, by), [contact(body) for body in bodies]
    eve = datetime.date(2024, 12, 30)
    time_machine.move_to(make.moment(12, 30), tick=False)
    remind(rule=REMINDERS["need.period_due"], now=make.moment(12, 30))

    def waits(person) -> bool:
        return any("Si fra om behovene" in one.title for one in reminded(person, eve))

    assert (waits(quick), waits(slow)) == (True, True)
    group.answer_period(
        period=period, answer=PeriodAnswer.NONE_TO_FILE, because="Dekket.", by=quick, at=make.moment(12, 30)
    )
    assert (waits(quick), waits(slow)) == (False, True)


def test_leader_has_unanswered_needs_and_pairs_to_do() -> None:
    """features.md N04, N09, X04."""
    by = make.leader()
    make.group(by)
    first, second = needs.released_need(title="Oppsummere innspill"), needs.released_need(title="Andre")
    SuspectedPair.objects.create(
        first=first, second=second, likeness=80, reason="Ord", found_at=make.moment()
    )
    today = datetime.date(2024, 10, 7)

    def lines() -> list[str]:
        return [one.title for one in needs_to_answer(by, today)]

    assert lines() == ["Svar på 2 behov", "Se over 1 par behov som ligner"]
    for need in (first, second):
        need_actions.answer_need(need=need, outcome="no", because="Finnes alt.", by=by, at=make.moment(10, 7))
    joining.reject_pair(pair=SuspectedPair.objects.get(), by=by, at=make.moment(10, 7))
    assert lines() == []


def test_decision_is_in_its_owners_list_from_the_day_it_is_made(client_for) -> None:
    """features.md M05."""
    by = make.leader()
    (body,) = make.ministries(1)
    owner = factories.member(Role.MEMBER, body)
    meeting = make.meeting(make.group(by), by)
    item = make.item(meeting, by)
    made = decisions.decide_item(
        item=item, kind="action", text="Lag et forslag.", owner=body, due_on=datetime.date(2024, 12, 20), by=by,
        at=meeting.starts_at,
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(
        state="meeting_closed", closed_at=meeting.ends_at, closed_by=by
    )

    def waits() -> list[datetime.date | None]:
        return [one.due_on for one in decisions_to_carry_out(owner, datetime.date(2024, 11, 1))]

    assert waits() == [datetime.date(2024, 12, 20)]
    decisions.carry_out(decision=made, note="Gjort.", by=owner, at=make.moment(11, 2))
    assert waits() == []


def test_only_the_leader_has_the_button(client_for) -> None:
    working = make.group()
    (body,) = make.ministries(1)
    period = opened(working, make.leader())
    client = client_for(contact(body))

    assert "/minn-pa/" not in client.get("/arbeidsgruppen/hvem-er-taus/").content.decode()
    assert client.get(f"/minn-pa/workinggroup.period/{period.pk}/").status_code == 403


AFTER = make.moment(8, 1, year=2025)


def test_nobody_is_reminded_after_the_last_day_of_the_group(client_for, time_machine) -> None:
    """No button, and a chase is refused with a sentence: nothing can be answered any longer (clause 2.6)."""
    by = make.leader()
    working, bodies = make.group(by), make.ministries(1)
    period = opened(working, by)
    sent = group.send_invitations(group=working, message="Hei.", answer_by=DUE, by=by, at=make.moment())
    asked, client = contact(bodies[0]), client_for(by)
    addresses = {
        "/arbeidsgruppen/hvem-er-taus/": f"/minn-pa/workinggroup.period/{period.pk}/",
        "/arbeidsgruppen/": f"/minn-pa/workinggroup.invitationround/{sent.pk}/",
    }
    assert all(chase in client.get(page).content.decode() for page, chase in addresses.items())
    time_machine.move_to(AFTER, tick=False)
    client = client_for(by)

    for page, chase in addresses.items():
        assert "/minn-pa/" not in client.get(page).content.decode()
        refused = client.get(chase)
        assert (refused.status_code, client.post(f"{chase}send/").status_code) == (409, 409)
        assert "Arbeidsgruppen varte til 31.07.2025. Det kan ikke svares lenger." in refused.content.decode()
    assert [one.title for one in todo_of(asked, today=AFTER.date())] == []


@pytest.mark.parametrize("answer", ["period", "accept", "decline", "ask", "invite"])
def test_nothing_is_asked_or_answered_after_the_last_day_of_the_group(answer: str) -> None:
    by = make.leader()
    working, (body,) = make.group(by), make.ministries(1)
    period, asked = opened(working, by), contact(body)
    sent = group.send_invitations(group=working, message="Hei.", answer_by=DUE, by=by, at=make.moment())
    invitation = sent.invitations.get(organisation=body)
    steps = {
        "period": lambda: group.answer_period(
            period=period, answer=PeriodAnswer.NONE_TO_FILE, because="Dekket.", by=asked, at=AFTER
        ),
        "accept": lambda: group.accept_invitation(
            invitation=invitation, member="Kari Eksempel", has_no_deputy=True, by=asked, at=AFTER
        ),
        "ask": lambda: group.open_period(
            group=working,
            title="Ny",
            from_on=AFTER.date(),
            to_on=datetime.date(2025, 12, 31),
            by=by,
            at=AFTER,
        ),
        "invite": lambda: group.send_invitations(
            group=working, message="Igjen.", answer_by=datetime.date(2025, 12, 31), by=by, at=AFTER
        ),
        "decline": lambda: group.decline_invitation(
            invitation=invitation, because="Nei.", by=asked, at=AFTER
        ),
    }

    with pytest.raises(StepRefused, match="Det kan ikke svares lenger"):
        steps[answer]()


def test_round_that_is_ended_waits_for_nobody(client_for) -> None:
    by = make.leader()
    working, _bodies = make.group(by), make.ministries(1)
    sent = group.send_invitations(group=working, message="Hei.", answer_by=DUE, by=by, at=make.moment())
    group.end_round(invitation_round=sent, by=by, at=make.moment(10, 5))

    refused = client_for(by).get(f"/minn-pa/workinggroup.invitationround/{sent.pk}/")

    assert refused.status_code == 409
    assert "Invitasjonsrunden er avsluttet." in refused.content.decode()
