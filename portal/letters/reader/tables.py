"""Rows of tables: reporting dates and amounts that stand in columns instead of sentences."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.letters.reader.amounts import (
    AmountFound,
    BudgetItem,
    find_amounts,
    find_budget_items,
    find_row_amounts,
    says_thousands,
    without_unit,
)
from portal.letters.reader.cues import REPORT_NOUN
from portal.letters.reader.deadlines import NO_DEADLINE, Deadline, find_dates, find_deadline
from portal.letters.reader.verbs import is_infinitive
from portal.letters.states import ClauseType

_HEAD_OF_DATES = re.compile(
    r"(?<!\w)(?:frist(?:er|ar)?|tidspunkt|dato|tidsfrist(?:er)?|innsending)(?!\w)", re.IGNORECASE
)
_HEAD_OF_ITEMS = re.compile(r"^\W*(?P<chapter>kap(?:ittel|\.)?[\s/|,]*)?post\b(?!\s+\d)", re.IGNORECASE)
_SUM = re.compile(r"^[\s|]*(?:sum|totalt|i\s+alt|samlet|samla)\b", re.IGNORECASE)
# «451 01 Driftsutgifter», «| 500/01 | …» and, below a chapter, «21 Spesielle driftsutgifter».
_ITEM = re.compile(r"^[\s|]*(?P<chapter>\d{3,4})[\s/|,.]+(?P<post>\d{2})(?!\d)")
_POST = re.compile(r"^[\s|]*(?:post\s+)?(?P<post>\d{2})[\s|]+(?=[^\W\d])", re.IGNORECASE)
_FIRST_WORD = re.compile(r"^[\s|]*(?:[A-ZÆØÅ]?\d{1,2}(?:\.\d{1,2})?[.)]?[\s|]+)?(?P<word>[A-ZÆØÅ][a-zæøå]+)")
_LAST_CELL = re.compile(r"[\s|](?P<number>\d{1,3})[\s|]*$")


@dataclass(frozen=True, slots=True)
class RowFound:
    """What a row says: a report or an action with its date, or an amount on chapter and item."""

    type: ClauseType
    deadline: Deadline = NO_DEADLINE
    amount: Decimal | None = None
    chapter: str = ""
    post: str = ""


@dataclass
class TableHead:
    """What the lines above a row have said about the columns; `chapter` is that of the row above."""

    in_thousands: bool = False
    has_dates: bool = False
    has_items: bool = False
    chapter: str = ""

    def note(self, text: str) -> None:
        """A line of text, a heading or a row that may be a table's head."""
        if says_thousands(text):
            self.in_thousands = True
        elif len(text) > 160:
            self.in_thousands = self.has_dates = self.has_items = False
        if len(text) < 120 and _HEAD_OF_DATES.search(text):
            self.has_dates = True
        if len(text) >= 120:
            return
        if match := _HEAD_OF_ITEMS.match(text):
            self.has_items = True
            self.chapter = "" if match["chapter"] else self.chapter
        elif items := find_budget_items(text):
            self.chapter = items[-1].chapter


def read_row(text: str, head: TableHead) -> RowFound | None:
    """The report, the action or the amount in the row, or nothing for any other row."""
    if _SUM.match(text) or len(text) > 400:
        return None
    if head.has_dates and _is_action(text) and (due := find_deadline(text)):
        return RowFound(ClauseType.DUTY, deadline=due)
    if REPORT_NOUN.search(text) and (find_dates(text) or (head.has_dates and find_deadline(text))):
        return RowFound(ClauseType.REPORT, deadline=find_deadline(text))
    item = _item_of(text, head)
    if item is None:
        return None
    amounts = _amounts_of(without_unit(text[item.end :]), head)
    if not amounts:
        return None
    return RowFound(ClauseType.AUTHORITY, amount=amounts[-1].value, chapter=item.chapter, post=item.post)


def _is_action(text: str) -> bool:
    """«1 Utarbeide en plan 30.04.2026»: a row that begins with what is to be done, and no report."""
    match = _FIRST_WORD.match(text)
    if match is None or not is_infinitive(match["word"]):
        return False
    return match["word"].lower() not in {"sende", "oversende", "levere", "rapportere"}


def _item_of(text: str, head: TableHead) -> BudgetItem | None:
    """Chapter and item as the row writes them, or as the head of the table says that its columns are."""
    if items := find_budget_items(text):
        head.has_items, head.chapter = True, items[0].chapter
        return items[0]
    if not head.has_items:
        return None
    if match := _ITEM.match(text):
        head.chapter = match["chapter"]
        return BudgetItem(match["chapter"], match["post"], match.start(), match.end())
    match = _POST.match(text) if head.chapter else None
    return BudgetItem(head.chapter, match["post"], match.start(), match.end()) if match else None


def _amounts_of(rest: str, head: TableHead) -> list[AmountFound]:
    found = find_amounts(rest) or find_row_amounts(rest, in_thousands=head.in_thousands)
    if found or not (head.in_thousands and head.has_items):
        return found
    last = _LAST_CELL.search(rest)
    return [AmountFound(Decimal(last["number"]) * 1000, last.start(), last.end())] if last else []
