"""A rule of reminding over deadlines, and people who are reminded."""

import datetime
from collections.abc import Callable, Iterator

import pytest

from portal.dates import OSLO
from portal.notifications import registry
from portal.notifications.models import Deadline
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories

# A Wednesday in a week without red days.
NOW = datetime.datetime(2025, 1, 15, 9, 0, tzinfo=OSLO)
TODAY = NOW.date()


def at(year: int, month: int, day: int, hour: int = 9) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=OSLO)


@pytest.fixture
def body() -> Organisation:
    return factories.OrganisationFactory(mailbox="postmottak@dep.example.test")


@pytest.fixture
def keeper(body: Organisation) -> User:
    """Whoever is reminded of the deadlines of the body."""
    return factories.member(Role.CONTROLLER, body)


@pytest.fixture
def leader(body: Organisation) -> User:
    return factories.member(Role.APPROVER, body)


@pytest.fixture
def deadline(body: Organisation) -> Callable[..., Deadline]:
    """`deadline(days=3)`: due so many days from the Wednesday the tests are set on."""
    made = 0

    def make(days: int = 3, **fields: object) -> Deadline:
        nonlocal made
        made += 1
        values = {
            "year": 2024,
            "key": f"frist-{made}",
            "title": f"Frist {made}",
            "due_on": TODAY + datetime.timedelta(days=days),
            "organisation": body,
            "source": "Prøve",
        }
        return Deadline.objects.create(**values | fields)

    return make


@pytest.fixture
def the_rule() -> registry.Reminder:
    return registry.REMINDERS["deadline.due"]


@pytest.fixture
def register() -> Iterator[Callable[[object], object]]:
    """Declare a rule, message or chase for one test."""
    kept = [dict(known) for known in (registry.REMINDERS, registry.MESSAGES, registry.CHASES)]
    doors = {
        registry.Reminder: registry.register_reminder,
        registry.Message: registry.register_message,
        registry.Chase: registry.register_chase,
    }

    def declare(one: object) -> object:
        doors[type(one)](one)
        return one

    yield declare
    for known, before in zip((registry.REMINDERS, registry.MESSAGES, registry.CHASES), kept, strict=True):
        known.clear()
        known.update(before)
