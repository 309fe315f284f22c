"""One view across a year end: each body and year by itself, never added together (features.md R02, R16)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.letters.models import Clause
from portal.letters.states import ClauseType
from reporting.models import Authority
from reporting.queries.commitments import Use, use_of

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class BodyYear:
    """What one body may use and has used in one year, kroner eks. mva.; without an authority there is only a promise."""

    authority: Authority
    use: Use


@dataclass(frozen=True)
class Years:
    """Authorities by year and body, and the promises of money that have no amount."""

    lines: list[BodyYear]
    promises: list[Clause]


def years_of(user: "User", *, today: datetime.date) -> Years:
    """Every authority the user may see by year and body, then the promises in their letters."""
    authorities = Authority.objects.visible_to(user).with_parties().order_by("budget_year", "receiver__key")
    lines = [BodyYear(item, use_of(item, today=today)) for item in authorities]
    promises = (
        Clause.objects.visible_to(user)
        .filter(
            type=ClauseType.PROMISE, assignment__letter__in=[line.authority.basis_letter_id for line in lines]
        )
        .select_related("assignment__letter")
    )
    return Years(lines, list(promises))
