"""Red days and week-ends: skipped by reminders, never by deadlines (features.md X01)."""

import datetime
from functools import cache

from portal.dates import OSLO

A_DAY = datetime.timedelta(days=1)


@cache
def _red_days(year: int) -> frozenset[datetime.date]:
    from holidays import country_holidays  # noqa: PLC0415 - slow import

    return frozenset(country_holidays("NO", years=year))


def is_workday(date: datetime.date) -> bool:
    """Whether the Oslo date is neither a Saturday, a Sunday nor a red day."""
    return date.weekday() < 5 and date not in _red_days(date.year)


def workday_on_or_before(date: datetime.date) -> datetime.date:
    """The date itself, or the last working day before it."""
    while not is_workday(date):
        date -= A_DAY
    return date


def workday_on_or_after(date: datetime.date) -> datetime.date:
    """The date itself, or the next working day."""
    while not is_workday(date):
        date += A_DAY
    return date


def workdays_after(date: datetime.date, days: int) -> datetime.date:
    """The Oslo date so many working days after the date; red days and week-ends do not count."""
    for _day in range(days):
        date = workday_on_or_after(date + A_DAY)
    return date


def at_hour(date: datetime.date, hour: int) -> datetime.datetime:
    """The hour on the Oslo date, whatever summer time does to the day around it."""
    return datetime.datetime.combine(date, datetime.time(hour), OSLO)


def red_days_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Red days that are not Sundays, from the first to the last of the Oslo dates."""
    years = range(first.year, last.year + 1)
    red = sorted(day for year in years for day in _red_days(year))
    return [day for day in red if first <= day <= last and day.weekday() < 6]
