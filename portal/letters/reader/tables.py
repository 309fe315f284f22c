"""Rows of tables: reporting dates and amounts that stand in columns instead of sentences."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.letters.reader.amounts import find_amounts, find_budget_items, find_row_amounts, says_thousands
from portal.letters.reader.cues import REPORT_NOUN
from portal.letters.reader.deadlines import NO_DEADLINE, Deadline, find_dates, find_deadline

_HEAD_OF_DATES = re.compile(
    r"(?<!\w)(?:frist(?:er|ar)?|tidspunkt|dato|tidsfrist(?:er)?|innsending)(?!\w)", re.IGNORECASE
)
_SUM = re.compile(r"^\s*(?:sum|totalt|i\s+alt|samlet|samla)\b", re.IGNORECASE)
_MONTH_OR_TERM = re.compile(r"(?<!\w)(?:tertial|kvartal|halvår)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowFound:
    """What a row says: a report with its date, or an amount on chapter and item."""

    is_report: bool
    deadline: Deadline = NO_DEADLINE
    amount: Decimal | None = None
    chapter: str = ""
    post: str = ""


@dataclass
class TableHead:
    """What the lines above a row have said about the columns."""

    in_thousands: bool = False
    has_dates: bool = False

    def note(self, text: str) -> None:
        """A line of text, a heading or a row that may be a table's head."""
        if says_thousands(text):
            self.in_thousands = True
        elif len(text) > 160:
            self.in_thousands = self.has_dates = False
        if len(text) < 120 and _HEAD_OF_DATES.search(text):
            self.has_dates = True


def read_row(text: str, head: TableHead) -> RowFound | None:
    """The report or the amount in the row, or nothing for any other row."""
    if _SUM.match(text) or len(text) > 400:
        return None
    if REPORT_NOUN.search(text) and (find_dates(text) or (head.has_dates and find_deadline(text))):
        return RowFound(is_report=True, deadline=find_deadline(text))
    items = find_budget_items(text)
    if not items:
        return None
    rest = text[items[0].end :]
    amounts = find_amounts(rest) or find_row_amounts(rest, in_thousands=head.in_thousands)
    if not amounts:
        return None
    return RowFound(is_report=False, amount=amounts[-1].value, chapter=items[0].chapter, post=items[0].post)
