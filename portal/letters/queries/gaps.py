"""What is missing: clauses without owner, date, deliverable or evidence, the worst first (features.md A03)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from portal.letters.models import Clause
from portal.letters.states import Gap

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class GapCount:
    """How many things are missing, in how many clauses, and of each sort."""

    gaps: int
    clauses: int
    by_gap: dict[Gap, int]


@dataclass(frozen=True)
class GapLine:
    clause: Clause
    gaps: list[Gap]


def lacking_clauses(user: "User", *, today: datetime.date) -> QuerySet[Clause]:
    """Clauses of registered letters that lack something, the worst first; then the oldest letter's."""
    lacking: QuerySet[Any] = Clause.objects.visible_to(user).registered().with_gaps(today)
    return (
        lacking.filter(gap_count__gt=0)
        .select_related("assignment__letter")
        .order_by("-weight", "assignment__letter__dated_on", "assignment__number", "position", "pk")
    )


def gap_count(user: "User", *, today: datetime.date) -> GapCount:
    """The counter of the front page; one query."""
    sums = lacking_clauses(user, today=today).order_by().values_list(*(f"lacks_{gap.value}" for gap in Gap))
    rows = list(sums)
    by_gap = {gap: sum(row[place] for row in rows) for place, gap in enumerate(Gap)}
    return GapCount(sum(by_gap.values()), len(rows), by_gap)


def gap_lines(clauses: QuerySet[Clause]) -> list[GapLine]:
    """The rows of a page of the list."""
    return [
        GapLine(clause, [gap for gap in Gap if getattr(clause, f"lacks_{gap.value}")]) for clause in clauses
    ]
