"""What has been paid for a trial: known by the app above that holds the ledger, never typed here (domain.md P-09)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.money import ZERO

if TYPE_CHECKING:
    from pilots.models import Pilot
    from portal.people.models import User

SpentSource = Callable[["User", "Sequence[Pilot]"], Mapping[int, Decimal]]

_sources: list[SpentSource] = []


def register_spent(source: SpentSource) -> None:
    """Add a function that says what is paid for each trial, by primary key; called from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def spent_on(user: "User", pilot: "Pilot") -> Decimal | None:
    """What is paid for the trial in all; None when nobody knows of payments."""
    found = [figures[pilot.pk] for source in _sources if pilot.pk in (figures := source(user, [pilot]))]
    return sum(found, ZERO) if found else None
