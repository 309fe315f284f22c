"""How much of the ceiling is paid, by assignment and month (domain.md E-03, R04)."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.dates import MONTHS
from portal.letters.models import Assignment
from portal.money import ZERO
from reporting.models import Authority
from reporting.queries.commitments import Use, use_of
from reporting.queries.sums import Sums, sums_of
from reporting.states import Outcome

UNTIED = None


@dataclass
class AssignmentDrawdown:
    """One line of the table: an assignment (None: not tied yet) and its kroner per month, 1–12."""

    assignment: Assignment | None
    months: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @property
    def total(self) -> Decimal:
        return sum(self.months.values(), ZERO)


@dataclass
class Drawdown:
    """Everything the budget page shows; all amounts are kroner eks. mva."""

    authority: Authority
    lines: list[AssignmentDrawdown]
    row_count: int
    untied_count: int
    set_aside: dict[str, tuple[int, Decimal]]
    flagged_count: int
    last_period: str
    today: datetime.date
    use: Use

    @property
    def ceiling(self) -> Decimal:
        """As it is today: a change that comes into force later does not count yet."""
        return self.use.ceiling

    @property
    def paid(self) -> Decimal:
        return sum((line.total for line in self.lines), ZERO)

    @property
    def left(self) -> Decimal:
        """Ceiling minus paid, whatever the date; negative when overspent."""
        return self.ceiling - self.paid

    @property
    def free(self) -> Decimal:
        """What may still be used when orders are taken off: nothing once the budget year is over (domain.md E-05)."""
        return max(self.use.free, ZERO)

    @property
    def has_expired(self) -> bool:
        return self.authority.has_expired(self.today)

    @property
    def is_overspent(self) -> bool:
        return self.paid > self.ceiling

    @property
    def months(self) -> dict[int, Decimal]:
        sums: dict[int, Decimal] = dict.fromkeys(range(1, 13), ZERO)
        for line in self.lines:
            for month, amount in line.months.items():
                sums[month] += amount
        return sums

    @property
    def set_aside_lines(self) -> list[tuple[Outcome, int, Decimal]]:
        return [(Outcome(key), count, amount) for key, (count, amount) in sorted(self.set_aside.items())]

    @property
    def table(self) -> "MonthTable":
        return MonthTable(self)

    @property
    def share_on_first_two(self) -> Decimal | None:
        """Per cent of what is tied that lies on føring 1 and 2, «særlig føring 1 og 2»; None when nothing is tied."""
        tied = sum((line.total for line in self.lines if line.assignment), ZERO)
        first = sum(
            (line.total for line in self.lines if line.assignment and line.assignment.number in (1, 2)), ZERO
        )
        return first * 100 / tied if tied else None


@dataclass(frozen=True)
class Cell:
    """One figure and the period whose rows it opens."""

    amount: Decimal
    period: str


@dataclass(frozen=True)
class TableLine:
    key: str
    title: str
    subtitle: str
    cells: list[Cell]
    total: Decimal


@dataclass(frozen=True)
class Month:
    number: int

    @property
    def short(self) -> str:
        return f"{MONTHS[self.number - 1][:3].capitalize()}."


class MonthTable:
    """The drawdown as a table: a line per assignment, a column per month from the first that holds anything."""

    def __init__(self, drawdown: Drawdown) -> None:
        self.drawdown = drawdown
        self.year = drawdown.authority.budget_year
        held = [month for month, amount in drawdown.months.items() if amount]
        self.months = [
            Month(number) for number in range(min([*held, drawdown.authority.cost_from.month]), 13)
        ]

    @property
    def lines(self) -> list[TableLine]:
        return [self._line(line) for line in self.drawdown.lines]

    def _line(self, line: AssignmentDrawdown) -> TableLine:
        item = line.assignment
        return TableLine(
            key=str(item.number) if item else "ingen",
            title=str(item) if item else _("Ikke knyttet"),
            subtitle=item.short_title if item else "",
            cells=self._cells(line.months),
            total=line.total,
        )

    def _cells(self, months: dict[int, Decimal]) -> list[Cell]:
        return [
            Cell(months.get(month.number, ZERO), f"{self.year}{month.number:02d}") for month in self.months
        ]

    @property
    def foot(self) -> list[Cell]:
        return self._cells(self.drawdown.months)


def drawdown_of(authority: Authority, *, today: datetime.date) -> Drawdown:
    """The drawdown in four queries, whatever the number of rows: the sums are kept by triggers."""
    assignments = {item.pk: item for item in authority.basis_letter.assignments.directives()}
    sums = sums_of(authority)
    lines: dict[int | None, AssignmentDrawdown] = {
        key: AssignmentDrawdown(item) for key, item in assignments.items()
    }
    left = dict(sums.paid_by_period)
    for part in sums.parts:
        line = lines.setdefault(
            part.assignment_id, AssignmentDrawdown(assignments.get(part.assignment_id or 0))
        )
        line.months[int(part.period[4:])] += part.amount
        left[part.period] -= part.amount
    if sums.untied_count:
        lines[UNTIED] = AssignmentDrawdown(None)
        for period, amount in left.items():
            lines[UNTIED].months[int(period[4:])] += amount
    counted = sums.rows_of(Outcome.COUNTED)
    return Drawdown(
        authority=authority,
        use=use_of(authority, today=today, paid=sum(sums.paid_by_period.values(), ZERO)),
        lines=list(lines.values()),
        row_count=sum(one.rows for one in counted),
        untied_count=sums.untied_count,
        set_aside=_set_aside(sums),
        flagged_count=sum(one.flagged for one in counted),
        last_period=max((one.period for one in counted), default=""),
        today=today,
    )


def _set_aside(sums: Sums) -> dict[str, tuple[int, Decimal]]:
    """How many rows do not count, and their sum, for each reason."""
    found = {outcome: sums.rows_of(outcome) for outcome in Outcome if outcome != Outcome.COUNTED}
    return {
        outcome: (sum(one.rows for one in rows), sum((one.amount for one in rows), ZERO))
        for outcome, rows in found.items()
        if rows
    }


@dataclass(frozen=True)
class CeilingStep:
    """The ceiling from a day on, and the letter that set it; `change` is None for the first."""

    on: datetime.date
    reference: str
    url: str
    change: Decimal | None
    ceiling: Decimal


def ceiling_steps(authority: Authority) -> list[CeilingStep]:
    """The ceiling over time, kroner eks. mva. (features.md R03); no query when amendments are fetched."""
    first, letter = authority.ceiling_on(datetime.date.min), authority.basis_letter
    steps = [CeilingStep(letter.dated_on, letter.reference, letter.get_absolute_url(), None, first)]
    for item in authority.amendments.all():
        first += item.change
        steps.append(
            CeilingStep(
                item.valid_on, item.letter.reference, item.letter.get_absolute_url(), item.change, first
            )
        )
    return steps
