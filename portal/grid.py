"""Bodies × columns × four values: who has answered what. Silence is never shown as zero (domain.md F-02)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext_lazy as _


class Value(StrEnum):
    """The four values of a cell; each is also the name of its mark in `portal.marks`."""

    ANSWERED = "answered"
    NONE_WITH_REASON = "none_with_reason"
    IN_PROGRESS = "in_progress"
    SILENT = "silent"


HEARD = frozenset({Value.ANSWERED, Value.NONE_WITH_REASON})
WORDS = {
    Value.ANSWERED: _("har svart"),
    Value.NONE_WITH_REASON: _("ingen, med grunn"),
    Value.IN_PROGRESS: _("under arbeid"),
    Value.SILENT: _("ikke svart"),
}


@dataclass(frozen=True)
class Body:
    """A row: one of the bodies that are asked."""

    code: str
    name: str


@dataclass(frozen=True)
class Column:
    """What they are asked about. `words` replaces the usual words («merknader» for «har svart»).

    `values` are those that the column can have, when they are fewer than four.
    """

    key: str
    title: str
    words: Mapping[Value, str] | None = None
    values: Sequence[Value] = tuple(Value)

    def word(self, value: Value) -> str:
        return str((self.words or {}).get(value, WORDS[value]))


@dataclass(frozen=True)
class Answer:
    """What is known about one body and one column. No Answer at all means silence."""

    value: Value
    text: str = ""
    date: datetime.date | None = None
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """An answer in its place in the grid, ready to be drawn."""

    body: Body
    value: Value
    text: str
    date: datetime.date | None
    url: str

    @property
    def mark(self) -> str:
        return self.value.value


@dataclass(frozen=True)
class LegendItem:
    mark: str
    word: str
    count: int


@dataclass(frozen=True)
class Total:
    """How a column stands: `heard` of `all` have said something."""

    column: Column
    counts: Mapping[Value, int]

    @property
    def heard(self) -> int:
        return sum(self.counts[value] for value in HEARD)

    @property
    def all(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class GridColumn:
    """One column alone, for the squares."""

    column: Column
    cells: tuple[Cell, ...]

    @property
    def legend(self) -> list[LegendItem]:
        return _legend(self.cells, self.column)


@dataclass(frozen=True)
class GridRow:
    body: Body
    cells: tuple[Cell, ...]

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come from the body in any column."""
        return all(cell.value is Value.SILENT for cell in self.cells)


def _legend(cells: Sequence[Cell], column: Column) -> list[LegendItem]:
    return [
        LegendItem(value.value, column.word(value), sum(cell.value is value for cell in cells))
        for value in column.values
    ]


@dataclass(frozen=True)
class Grid:
    """The whole: every body in every column, with silence where there is no answer."""

    bodies: Sequence[Body]
    columns: Sequence[Column]
    answers: Mapping[tuple[str, str], Answer]

    def cell(self, body: Body, column: Column) -> Cell:
        """The cell of a body (by code) and a column (by key)."""
        answer = self.answers.get((body.code, column.key), Answer(Value.SILENT))
        text = answer.text or column.word(answer.value)
        return Cell(body, answer.value, text, answer.date, answer.url)

    @cached_property
    def rows(self) -> list[GridRow]:
        return [
            GridRow(body, tuple(self.cell(body, column) for column in self.columns)) for body in self.bodies
        ]

    def column(self, key: str) -> GridColumn:
        """One column with its cells; KeyError when there is none of that name."""
        found = {column.key: column for column in self.columns}[key]
        return GridColumn(found, tuple(self.cell(body, found) for body in self.bodies))

    def silent(self, key: str) -> list[Body]:
        """The bodies that have said nothing in the column: those to remind."""
        return [cell.body for cell in self.column(key).cells if cell.value is Value.SILENT]

    @cached_property
    def totals(self) -> list[Total]:
        return [self._total(column) for column in self.columns]

    def _total(self, column: Column) -> Total:
        values = [cell.value for cell in self.column(column.key).cells]
        return Total(column, {value: values.count(value) for value in Value})

    @property
    def legend(self) -> list[LegendItem]:
        """The four values with their counts over all columns."""
        cells = [cell for row in self.rows for cell in row.cells]
        return _legend(cells, self.columns[0] if len(self.columns) == 1 else Column("", ""))
