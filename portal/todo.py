"""What waits for a person, gathered from every app; done is gone, because nothing is stored here."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.people.models import User


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
    """Add a function that says what waits for a person today; called from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def todo_of(user: "User", *, today: datetime.date) -> list[TodoItem]:
    """Everything that waits for the person: late first, then by date, the undated last."""
    items = [item for source in _sources for item in source(user, today)]
    return sorted(items, key=lambda item: (not item.is_late, item.due_on or datetime.date.max, item.title))
