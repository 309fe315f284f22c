"""Items of the stream, made through the actions."""

import datetime

from django.utils import timezone

from guidelines.actions import stream
from guidelines.actions.stream import ItemText
from guidelines.models import StreamItem
from portal.people.models import User
from portal.people.roles import Role
from tests import factories
from tests.factories_guidelines import NOON


def writer() -> User:
    return factories.member(Role.EDITOR)


def text(by: User, **facts: object) -> ItemText:
    return ItemText(**{"title": "Nytt (EKSEMPEL)", "body": "Tekst.", "editor": by, **facts})


def item(by: User | None = None, **facts: object) -> StreamItem:
    """A draft."""
    by = by or writer()
    return stream.create_item(text=text(by, **facts), by=by, at=NOON)


def in_review(by: User | None = None, **facts: object) -> StreamItem:
    made = item(by, **facts)
    return stream.ask_for_check(item=made, by=made.made_by, at=NOON)


def scheduled(
    by: User | None = None,
    *,
    at: datetime.datetime = NOON,
    out: datetime.datetime | None = None,
    down: datetime.datetime | None = None,
    **facts: object,
) -> StreamItem:
    """Read by a colleague; out at once when `out` is not later than `at`."""
    made = in_review(by, **facts)
    colleague = factories.member(Role.EDITOR, made.organisation)
    return stream.schedule_item(item=made, publish_at=out or at, withdraw_at=down, by=colleague, at=at)


def live(by: User | None = None, **facts: object) -> StreamItem:
    """Out since now."""
    return scheduled(by, at=timezone.now(), **facts)
