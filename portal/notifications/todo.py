"""Reminders as things to do: shown while they hold, gone when the thing is done."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import open_objects
from portal.todo import TodoItem

if TYPE_CHECKING:
    from portal.notifications.models.notices import NoticeQuerySet
    from portal.people.models import User

MOST_SHOWN = 500


class Told(NamedTuple):
    """What a list needs of a notice; a model object costs several times as much."""

    rule: str
    subject_id: str
    title: str
    reason: str
    url: str
    due_on: datetime.date | None


def reminded(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """What the person has been reminded of and that still waits."""
    told = Notice.objects.filter(person=user, rule__in=list(REMINDERS)).still_open()
    yield from items_of(_newest(told), today)


def team_items(user: "User", today: datetime.date) -> list[TodoItem]:
    """What the mailbox of the person's organisation has been reminded of and that still waits."""
    if user.organisation is None:
        return []
    told = Notice.objects.filter(mailbox=user.organisation, rule__in=list(REMINDERS)).still_open()
    return list(items_of(_newest(told), today))


def _newest(told: "NoticeQuerySet") -> list[Told]:
    rows = told.order_by("-created_at").values_list("rule", "subject_id", "title", "reason", "url", "due_on")
    return [Told(*row) for row in rows[:MOST_SHOWN]]


def items_of(notices: Sequence[Told], today: datetime.date) -> Iterator[TodoItem]:
    """Each object once, with its latest notice; two queries for each rule, however many notices."""
    latest: dict[tuple[str, str], Told] = {}
    for notice in notices:
        latest.setdefault((notice.rule, notice.subject_id), notice)
    by_rule: dict[str, list[Told]] = defaultdict(list)
    for notice in latest.values():
        by_rule[notice.rule].append(notice)
    for rule, group in by_rule.items():
        still = open_objects(REMINDERS[rule], {notice.subject_id for notice in group})
        for notice in group:
            if notice.subject_id in still:
                yield TodoItem(
                    title=notice.title,
                    reason=f"{notice.reason[:1].upper()}{notice.reason[1:]}.",
                    url=notice.url,
                    due_on=notice.due_on,
                    is_late=notice.due_on is not None and notice.due_on < today,
                )
