"""Figures from the apps above, shown beside the letter's assignments. Each app registers its own."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.money import ZERO

if TYPE_CHECKING:
    from portal.people.models import User

MoneyBehind = Callable[["User", Iterable[int]], dict[int, Decimal]]

_money: list[MoneyBehind] = []


def register_money(source: MoneyBehind) -> None:
    """Add a function that says how many kroner eks. mva. lie behind each assignment, as the user may see it."""
    if source not in _money:
        _money.append(source)


def money_behind(user: "User", assignment_ids: Iterable[int]) -> dict[int, Decimal]:
    """Kroner eks. mva. per assignment, from every app."""
    wanted = list(assignment_ids)
    sums: dict[int, Decimal] = {}
    for source in _money:
        for assignment, amount in source(user, wanted).items():
            sums[assignment] = sums.get(assignment, ZERO) + amount
    return sums
