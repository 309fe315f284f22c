"""Amounts in kroner, and chapter and item of the budget, as ministries write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from portal.money import AmountError, parse_amount

_NUMBER = r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?:,\d{1,2})?|\d+(?:,\d+)?"
_SCALES = (
    (re.compile(r"mrd|milliard", re.IGNORECASE), Decimal(1_000_000_000)),
    (re.compile(r"mill", re.IGNORECASE), Decimal(1_000_000)),
    (re.compile(r"tusen|1[ .]?000", re.IGNORECASE), Decimal(1_000)),
)
# «2,1. mill.» has a full stop too many; it stands so in a letter.
_SCALED = re.compile(
    rf"(?<![\w,.])(?P<number>{_NUMBER})\.?\s*(?P<scale>mrd\b\.?|milliard\w*|mill\b\.?|million\w*|tusen)"
    r"(?:\s*(?:kroner|kr\b\.?|NOK))?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<!\w)(?:kr\b\.?|NOK|kroner)\s*(?P<number>{_NUMBER})(?:,[-–—])?(?![\d%])", re.IGNORECASE
)
_AFTER = re.compile(
    rf"(?<![\w,.])(?P<number>{_NUMBER})(?:,[-–—])?\s*(?:kroner|kr\b\.?|NOK)(?!\w)", re.IGNORECASE
)
_BARE = re.compile(r"(?<![\w,./-])(?P<number>\d{1,3}(?:[ .\u00a0\u202f]\d{3})+)(?![\w,/-]|\.\d)")
_CHAPTER = re.compile(
    r"(?<!\w)kap(?:ittel|\.)?\s*(?P<chapter>\d{3,4})(?!\d)(?:\s*[,.:/]?\s*(?:og\s+)?post(?:ane|ene)?\.?\s*(?P<post>\d{1,2})(?!\d))?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![\w.,])(?:kap\.?\s*/\s*post\s*)?(?P<chapter>\d{3,4})\.(?P<post>\d{2})(?![\d.]|\s?\d{3})",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"(?:\bi\s+)?1[ .]?000\s*(?:kr\b|kroner)|\btusen\s+kroner|\bi\s+heile?\s+tusen", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AmountFound:
    """An amount in kroner and where it stands."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BudgetItem:
    """Chapter and item; the item is empty when only the chapter is named."""

    chapter: str
    post: str
    start: int
    end: int


def find_amounts(text: str) -> list[AmountFound]:
    """Every amount that is said to be kroner, in order."""
    found: list[AmountFound] = []
    for pattern in (_SCALED, _BEFORE, _AFTER):
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            value = _value(match)
            if value is not None:
                found.append(AmountFound(value, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def find_row_amounts(text: str, *, in_thousands: bool) -> list[AmountFound]:
    """Grouped numbers of a table row, which has its unit in the table's head."""
    factor = Decimal(1000 if in_thousands else 1)
    found = [(match, _number(match["number"])) for match in _BARE.finditer(text)]
    return [
        AmountFound(value * factor, match.start(), match.end()) for match, value in found if value is not None
    ]


def says_thousands(text: str) -> bool:
    """Whether a table's head says that its numbers are thousands of kroner."""
    return bool(_THOUSANDS.search(text))


def without_unit(text: str) -> str:
    """The text without «i 1000 kroner», which is the unit of a column and no amount."""
    return _THOUSANDS.sub(" ", text)


def find_budget_items(text: str) -> list[BudgetItem]:
    """«kap. 1500, post 21», «kap. 1510 post 01», «1500.21», in order."""
    found = [
        BudgetItem(
            match["chapter"],
            (match["post"] or "").rjust(2, "0") if match["post"] else "",
            match.start(),
            match.end(),
        )
        for match in _CHAPTER.finditer(text)
    ]
    for match in _SHORT.finditer(text):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(BudgetItem(match["chapter"], match["post"], match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def _value(match: re.Match[str]) -> Decimal | None:
    number = _number(match["number"])
    if number is None:
        return None
    scale = match.groupdict().get("scale") or ""
    for pattern, factor in _SCALES:
        if scale and pattern.match(scale):
            return number * factor
    return number


def _number(text: str) -> Decimal | None:
    """The number, with «.» as the mark of thousands; None when it is not one the portal can hold."""
    try:
        return parse_amount(text, decimal_mark=",").value
    except AmountError:
        return None
