"""What waits for a person, gathered from every app; done is gone, because nothing is stored here."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import get_language

from portal.remembered import until_something_happens

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from portal.people.models import User

Row = TypeVar("Row", bound="Model")

# The header counts no further, and then shows «99+».
MOST_COUNTED = 99
ROWS_A_PIECE = 100


@dataclass(frozen=True)
class TodoItem:
    """One thing to do: what, why, where, and by when (Oslo date, None when nobody has set one)."""

    title: str
    reason: str
    url: str
    due_on: datetime.date | None = None
    is_late: bool = False

    @property
    def mark(self) -> str:
        return "overdue" if self.is_late else "waiting"


TodoSource = Callable[["User", datetime.date], Iterable[TodoItem]]

_sources: list[TodoSource] = []


def register_todo(source: TodoSource) -> None:
    """Add a function that says what waits for a person today; called from AppConfig.ready().

    Where there may be many, it yields them as they are asked for (`a_piece_at_a_time`): the header counts to a hundred.
    """
    if source not in _sources:
        _sources.append(source)


def a_piece_at_a_time(rows: "QuerySet[Row]") -> Iterator[Row]:
    """The rows of a source as they are asked for, so that a count that stops does not fetch the rest."""
    order = rows.query.order_by or rows.model._meta.ordering or ()
    ordered = rows.order_by(*order, "pk")
    first = list(ordered[:ROWS_A_PIECE])
    yield from first
    if len(first) == ROWS_A_PIECE:
        yield from ordered[ROWS_A_PIECE:]


def todo_of(user: "User", *, today: datetime.date) -> list[TodoItem]:
    """Everything that waits for the person, each title and place once: late first, then by date, the undated last."""
    items = {(item.title, item.url): item for source in reversed(_sources) for item in source(user, today)}
    return sorted(
        items.values(), key=lambda item: (not item.is_late, item.due_on or datetime.date.max, item.title)
    )


def kept_todo_of(user: "User", *, today: datetime.date) -> list[TodoItem]:
    """The same, kept as long as the count in the header is: until anything happens, a minute at most."""
    key = f"todo-list:{user.pk}:{today}:{get_language()}"
    return until_something_happens(key, lambda: todo_of(user, today=today))


def todo_count(user: "User", *, today: datetime.date) -> int:
    """How many things wait, or MOST_COUNTED + 1 when they are more: nobody is asked for more than that.

    Counted again as soon as anything has happened in the portal, or the day is new.
    """
    key = f"todo:{user.pk}:{today}"
    return until_something_happens(
        key, lambda: sum(1 for _one in islice(_different(user, today), MOST_COUNTED + 1))
    )


def _different(user: "User", today: datetime.date) -> Iterator[tuple[str, str]]:
    """Each title and place once, as the list has it, a source at a time."""
    known: set[tuple[str, str]] = set()
    for source in _sources:
        for item in source(user, today):
            if (item.title, item.url) not in known:
                known.add((item.title, item.url))
                yield item.title, item.url
