"""Dates as Norwegians write them. Times are stored in UTC and read in Europe/Oslo (domain.md S-16, U-06)."""

import datetime
import re
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OSLO = ZoneInfo("Europe/Oslo")

MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip

_NUMERIC = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_WORDS = re.compile(r"^(?:[a-zæøå]+dag\s+)?(\d{1,2})\.?\s+([a-z]+)\.?\s+(\d{4})$")


class DateError(ValueError):
    """The text is not a date; the message says why, for the person who wrote it."""


def oslo_today() -> datetime.date:
    """Today's date in Oslo."""
    return timezone.now().astimezone(OSLO).date()


def oslo_date(moment: datetime.datetime) -> datetime.date:
    """The date in Oslo at a moment."""
    return moment.astimezone(OSLO).date()


def end_of_day(date: datetime.date) -> datetime.datetime:
    """The last second of the Oslo date: a deadline on a date runs to 23.59.59 (domain.md F-03)."""
    return datetime.datetime.combine(date, datetime.time(23, 59, 59), OSLO)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _parts(text: str) -> tuple[int, int, int] | None:
    bare = " ".join(text.replace("\u00a0", " ").split()).lower()
    if match := _NUMERIC.match(bare):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _ISO.match(bare):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _WORDS.match(bare):
        months = [
            number
            for number, name in enumerate(MONTHS, 1)
            if len(match[2]) >= 3 and name.startswith(match[2])
        ]
        if len(months) == 1:
            return int(match[3]), months[0], int(match[1])
    return None


def parse_date(text: str) -> datetime.date:
    """The date in «27.9.2024», «27.09.24», «2024-09-27» or «27. september 2024» (domain.md U-06).

    Raises DateError, with a sentence, for anything else and for days that do not exist.
    """
    parts = _parts(text)
    if parts is None:
        raise DateError(_("Skriv datoen slik: 27.09.2024."))
    year, month, day = parts
    try:
        return datetime.date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12:
        raise DateError(_("Måned %(month)s finnes ikke. Skriv datoen slik: 27.09.2024.") % {"month": month})
    last = _last_day(year, month)
    raise DateError(
        _("%(month)s %(year)s har %(last)s dager, så dag %(day)s finnes ikke.")
        % {"month": MONTHS[month - 1].capitalize(), "year": year, "last": last, "day": day}
    )


def _last_day(year: int, month: int) -> int:
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).day


class DateInput(forms.DateInput):
    """A text field for a date, shown as dd.mm.åååå whatever the language."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "autocomplete": "off", "size": "12", **(attrs or {})}, format="%d.%m.%Y"
        )
        self.is_localized = False

    def format_value(self, value: object) -> str | None:
        return value.strftime("%d.%m.%Y") if isinstance(value, datetime.date) else value  # type: ignore[return-value]


class DateField(forms.Field):
    """A form field that reads dates as Norwegians write them; gives a datetime.date."""

    widget = DateInput
    default_error_messages = {"required": gettext_lazy("Fyll inn datoen.")}

    def to_python(self, value: object) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value))
        except DateError as error:
            raise ValidationError(str(error), code="invalid") from error
