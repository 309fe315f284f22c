"""What has been paid for a trial: known by the app above that holds the ledger, never typed here (domain.md P-09)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.money import ZERO

if TYPE_CHECKING:
    from pilots.models import Pilot
    from portal.people.models import User
    from portal.threads import Thread

SpentSource = Callable[["User", "Sequence[Pilot]"], Mapping[int, Decimal]]

VoucherSource = Callable[["User", "Pilot"], "Iterable[Thread]"]

_sources: list[SpentSource] = []
_voucher_sources: list[VoucherSource] = []


def register_spent(source: SpentSource) -> None:
    """Add a function that says what is paid for each trial, by primary key; called from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def spent_on(user: "User", pilot: "Pilot") -> Decimal | None:
    """What is paid for the trial in all; None when nobody knows of payments."""
    found = [figures[pilot.pk] for source in _sources if pilot.pk in (figures := source(user, [pilot]))]
    return sum(found, ZERO) if found else None


def register_vouchers(source: VoucherSource) -> None:
    """Add a function that gives the vouchers behind the sum, as the person may see them; from AppConfig.ready()."""
    if source not in _voucher_sources:
        _voucher_sources.append(source)


def vouchers_of(user: "User", pilot: "Pilot") -> "list[Thread]":
    """The vouchers behind what is paid for the trial."""
    return [voucher for source in _voucher_sources for voucher in source(user, pilot)]
