"""When the reminders of one object fall due. Pure calculation: no database, no clock of its own."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.dates import oslo_date
from portal.notifications.registry import Recipients, Reminder, When
from portal.workdays import at_hour, workday_on_or_after, workday_on_or_before


@dataclass(frozen=True)
class Occasion:
    """One time a rule speaks about an object: the date it counts from is part of the key, so a moved date re-arms."""

    key: str
    due_at: datetime.datetime
    to: Recipients


def occasions_of(rule: Reminder, obj: Any, *, now: datetime.datetime) -> Iterator[Occasion]:
    """Every occasion of the object that has fallen due and that the rule has not given up."""
    for when in rule.when:
        date = date_of(obj, when.field)
        if date is None:
            continue
        today = oslo_date(now)
        for day in _days(when, until=min(rule.until, (today - date).days)):
            due_at = at_hour(_moved(rule, date, day), rule.hour)
            if due_at <= now:
                yield Occasion(
                    f"{when.field}={date:%Y-%m-%d}{day:+d}{_mark(when)}", due_at, when.to or rule.to
                )


def horizon(rule: Reminder, when: When, *, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last date of objects for which the rule could have anything to say today."""
    lead = max([0, *(-day for day in when.days)])
    # A reminder moved to the working day before can fall due up to a long Easter earlier.
    return today - datetime.timedelta(days=rule.until), today + datetime.timedelta(days=lead + 7)


def date_of(obj: Any, field: str) -> datetime.date | None:
    """The Oslo date in a date or moment field."""
    value = getattr(obj, field)
    return oslo_date(value) if isinstance(value, datetime.datetime) else value


def _days(when: When, *, until: int) -> Iterator[int]:
    """The days of a rule, counted from the date; `until` is today, so that nothing far ahead is worked out."""
    yield from (day for day in when.days if day <= until + 7)
    if when.every:
        yield from range(when.begin, until + 1, when.every)


def _moved(rule: Reminder, date: datetime.date, day: int) -> datetime.date:
    wanted = date + datetime.timedelta(days=day)
    if not rule.workdays:
        return wanted
    return workday_on_or_before(wanted) if day <= 0 else workday_on_or_after(wanted)


def _mark(when: When) -> str:
    return "!" if when.to else ""
