"""Which day the letter's own words for a time mean: «1. mars» without a year, «utgangen av september», «første halvår 2025».

The words are read from the letter's date on: a day without a year is the first of that name that has not passed when
the letter is written. Words that name no certain day («snarest», «høsten 2025») stay words.
"""

import calendar
import datetime
import re

from portal.dates import MONTHS

_MONTH = "|".join(MONTHS)
_WEEKDAYS = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")
_NYNORSK_WEEKDAYS = {"mån": 0, "tys": 1, "laur": 5, "sun": 6}
_DAY = re.compile(
    rf"^(?:(?P<weekday>\w+?)dag\s+)?(?P<day>\d{{1,2}})\.?\s+(?P<month>{_MONTH})$", re.IGNORECASE
)
_RUNS_OUT = re.compile(r"(?:i\s+løpet\s+av|utgangen\s+av|slutten\s+av)\s+(?P<what>.+)$", re.IGNORECASE)
_WITHIN = re.compile(r"^(?:innen|innan|før|til)\s+(?P<what>.+)$", re.IGNORECASE)
_ORDINALS = {
    "1.": 1,
    "2.": 2,
    "3.": 3,
    "4.": 4,
    "første": 1,
    "fyrste": 1,
    "andre": 2,
    "tredje": 3,
    "fjerde": 4,
}
_MONTHS_IN = {"tertial": 4, "kvartal": 3, "halvår": 6}
_PART = re.compile(
    rf"^(?P<ordinal>{'|'.join(re.escape(one) for one in _ORDINALS)})\s+(?P<part>tertial|kvartal|halvår)(?:\s+(?:i\s+)?(?P<year>20\d\d))?$",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"^(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?$", re.IGNORECASE)
_YEAR_ALONE = re.compile(
    r"^(?:(?P<year>20\d\d)|året|budsjettåret|inneværende\s+år|inneverande\s+år)$", re.IGNORECASE
)
_WEEK = re.compile(r"^(?:i\s+)?(?:uke|veke)\s+(?P<week>\d{1,2})(?:\s+(?P<year>20\d\d))?$", re.IGNORECASE)
_OF_A_YEAR = re.compile(
    r"års(?:rapport|regnskap|rekneskap|melding)\w*(?:\s+\w+){0,2}?\s+(?:for\s+)?(?P<year>20\d\d)",
    re.IGNORECASE,
)


def day_meant(
    words: str, *, written_on: datetime.date | None, budget_year: int | None, said: str = ""
) -> datetime.date | None:
    """The last day that `words` allow, or None when they name no day; `said` is the sentence they stand in.

    A day of an annual report for a year that `said` names comes after that year.
    """
    start = written_on or (datetime.date(budget_year, 1, 1) if budget_year else None)
    if start is None:
        return None
    bare = " ".join(words.split())
    if match := _DAY.match(bare):
        return _next_day(match, _after_its_year(said, start))
    if match := _WEEK.match(bare):
        return _end_of_week(int(match["week"]), match["year"], start)
    runs_out = _RUNS_OUT.search(bare)
    if match := runs_out or _WITHIN.match(bare):
        return _end_of(match["what"], start, budget_year or start.year, is_whole=runs_out is not None)
    return None


def _after_its_year(said: str, start: datetime.date) -> datetime.date:
    match = _OF_A_YEAR.search(said)
    return max(start, datetime.date(int(match["year"]) + 1, 1, 1)) if match else start


def _next_day(match: re.Match[str], start: datetime.date) -> datetime.date | None:
    """The first day of that name from `start` on; a weekday that is named must fit if it can."""
    month, day = MONTHS.index(match["month"].lower()) + 1, int(match["day"])
    found = [date for year in range(start.year, start.year + 5) if (date := _date(year, month, day))]
    coming = [date for date in found if date >= start]
    weekday = _weekday(match["weekday"])
    fitting = [date for date in coming[:2] if weekday is None or date.weekday() == weekday]
    return next(iter(fitting or coming), None)


def _weekday(name: str | None) -> int | None:
    bare = (name or "").lower()
    return _WEEKDAYS.index(bare) if bare in _WEEKDAYS else _NYNORSK_WEEKDAYS.get(bare)


def _end_of_week(week: int, year: str | None, start: datetime.date) -> datetime.date | None:
    for one in [int(year)] if year else [start.year, start.year + 1]:
        try:
            date = datetime.date.fromisocalendar(one, week, 7)
        except ValueError:
            return None
        if year or date >= start:
            return date
    return None


def _end_of(what: str, start: datetime.date, year: int, *, is_whole: bool) -> datetime.date | None:
    """The last day of a part of the year; of a month or a year only when the letter says that it may run out."""
    if match := _PART.match(what):
        months = _MONTHS_IN[match["part"].lower()] * _ORDINALS[match["ordinal"].lower()]
        return _month_end(match["year"], months, start, year) if months <= 12 else None
    if not is_whole:
        return None
    if match := _MONTH_ALONE.match(what):
        return _month_end(match["year"], MONTHS.index(match["month"].lower()) + 1, start, year)
    if match := _YEAR_ALONE.match(what):
        return datetime.date(int(match["year"] or year), 12, 31)
    return None


def _month_end(said_year: str | None, month: int, start: datetime.date, year: int) -> datetime.date:
    for one in [int(said_year)] if said_year else [year, year + 1]:
        date = datetime.date(one, month, calendar.monthrange(one, month)[1])
        if said_year or date >= start:
            return date
    return date


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
