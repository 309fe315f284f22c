"""The working group, its meetings, and those around it."""

import datetime

from portal.dates import OSLO
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories
from workinggroup.actions import group as actions
from workinggroup.actions import meetings
from workinggroup.models import AgendaItem, Attendance, Criterion, Meeting, WorkingGroup
from workinggroup.states import ItemKind, Presence

START, END = datetime.date(2024, 10, 1), datetime.date(2025, 7, 31)


def moment(month: int = 10, day: int = 1, hour: int = 10, year: int = 2024) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=OSLO)


def leader() -> User:
    return factories.member(Role.COORDINATOR, factories.OrganisationFactory(kind="virksomhet"))


def group(by: User | None = None, **facts: object) -> WorkingGroup:
    by = by or leader()
    said = {"name": "Arbeidsgruppe (EKSEMPEL)", "starts_on": START, "ends_on": END, "leader": by.organisation}
    return actions.start_group(**said | facts, by=by, at=moment(9, 30))


def ministries(count: int = 3) -> list[Organisation]:
    return [factories.OrganisationFactory() for _turn in range(count)]


def meeting(of: WorkingGroup, by: User, month: int = 10, day: int = 29) -> Meeting:
    return meetings.plan_meetings(
        group=of,
        starts_at=moment(month, day),
        ends_at=moment(month, day, 12),
        place="Rom 1",
        by=by,
        at=moment(10, 2),
    )[0]


def item(on: Meeting, by: User, title: str = "En sak", **facts: object) -> AgendaItem:
    kind = facts.pop("kind", ItemKind.OTHER)
    return meetings.put_on_agenda(meeting=on, kind=kind, title=title, by=by, at=moment(10, 3), **facts)


def attend(on: Meeting, by: User) -> None:
    """Every ministry is accounted for: the first meets, the others do not."""
    bodies = Organisation.objects.ministries_on(on.on()).order_by("pk")
    rows = [
        Attendance(
            organisation=body,
            code=body.code,
            name=body.name,
            presence=Presence.ABSENT if turn else Presence.MEMBER,
            who="" if turn else "Kari Eksempel",
        )
        for turn, body in enumerate(bodies)
    ]
    meetings.note_attendance(meeting=on, rows=rows, by=by, at=on.starts_at)


def criteria() -> list[Criterion]:
    return [
        Criterion.objects.create(key=key, name=key, guide="1–5", weight=weight, position=weight)
        for key, weight in (("nytte", 60), ("risiko", 40))
    ]
