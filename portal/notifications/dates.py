"""The dates that apps put in a person's secret calendar, beside the deadlines and the dated notices (features.md M04)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.people.models import User

DateSource = Callable[["User"], "Iterable[dict[str, Any]]"]

_sources: list[DateSource] = []


def register_dates(source: DateSource) -> None:
    """Add a function that gives entries for `calendar_of`, as the person may see them; from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def dates_of(user: "User") -> list[dict[str, Any]]:
    """Everything that the apps have for the person."""
    return [entry for source in _sources for entry in source(user)]
