"""The chase buttons of the working group: the invitation and each period; only the silent (features.md M01, N13)."""

import datetime

import pytest

from portal.people.roles import Role
from portal.todo import todo_of
from tests import factories
from tests import factories_group as make
from tests import factories_workinggroup as needs
from tests.chasing import press
from workinggroup.actions import group
from workinggroup.models import Period
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


def test_only_the_leader_has_the_button(client_for) -> None:
    working = make.group()
    (body,) = make.ministries(1)
    period = opened(working, make.leader())
    client = client_for(contact(body))

    assert "/minn-pa/" not in client.get("/arbeidsgruppen/hvem-er-taus/").content.decode()
    assert client.get(f"/minn-pa/workinggroup.period/{period.pk}/").status_code == 403
