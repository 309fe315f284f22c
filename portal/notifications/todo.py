"""Reminders as things to do: shown while they hold, gone when the thing is done."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portal.notifications.models import Notice
from portal.notifications.registry import REMINDERS, Reminder, To
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
    yield from items_of(_newest(told), today, lambda to: to.person_id == user.pk)


def team_items(user: "User", today: datetime.date) -> list[TodoItem]:
    """What the mailbox of the person's organisation has been reminded of and that still waits."""
    body = user.organisation
    if body is None:
        return []
    told = Notice.objects.filter(mailbox=body, rule__in=list(REMINDERS)).still_open()
    return list(items_of(_newest(told), today, lambda to: to.mailbox_id == body.pk))


def _newest(told: "NoticeQuerySet") -> list[Told]:
    rows = told.order_by("-created_at").values_list("rule", "subject_id", "title", "reason", "url", "due_on")
    return [Told(*row) for row in rows[:MOST_SHOWN]]


def items_of(
    notices: Sequence[Told], today: datetime.date, is_asked: "Callable[[To], bool]"
) -> Iterator[TodoItem]:
    """Each object once, with its latest notice; a few queries for each rule, however many notices.

    `is_asked` says whether a recipient is the one whose list this is.
    """
    latest: dict[tuple[str, str], Told] = {}
    for notice in notices:
        latest.setdefault((notice.rule, notice.subject_id), notice)
    by_rule: dict[str, list[Told]] = defaultdict(list)
    for notice in latest.values():
        by_rule[notice.rule].append(notice)
    for rule, group in by_rule.items():
        still = _waiting_for(REMINDERS[rule], {notice.subject_id for notice in group}, is_asked)
        for notice in group:
            if notice.subject_id in still:
                yield TodoItem(
                    title=notice.title,
                    reason=f"{notice.reason[:1].upper()}{notice.reason[1:]}.",
                    url=notice.url,
                    due_on=notice.due_on,
                    is_late=notice.due_on is not None and notice.due_on < today,
                )


def _waiting_for(rule: Reminder, ids: set[str], is_asked: "Callable[[To], bool]") -> set[str]:
    """Those of the objects that still wait for the one whose list this is."""
    if not rule.each_answers:
        return open_objects(rule, ids)
    waiting = list(rule.waiting().filter(pk__in=ids))
    asked = rule.to(waiting)
    return {str(one.pk) for one in waiting if any(is_asked(to) for to in asked.get(one.pk, ()))}
