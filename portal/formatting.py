"""Amounts, numbers and dates as Norwegians write them, in the language in use (domain.md 6.3, U-05).

Pure functions. Numbers look the same in all three languages, only words differ. Times are read in Oslo.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.dates import MONTHS, OSLO

HARD_SPACE = "\u00a0"
MINUS = "\u2212"
NOT_APPLICABLE = "–"

Number = Decimal | int | str
Day = datetime.date | datetime.datetime

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def _language() -> str:
    """The language of the words: nb, nn or en."""
    code = (get_language() or "nb").split("-")[0]
    return code if code in _WEEKDAYS else "nb"


def number(value: Number, decimals: int = 0) -> str:
    """`1 234,50`: hard spaces per three digits, decimal comma, a real minus, rounded half up."""
    if type(value) is int and not decimals:
        return f"{value:,}".replace(",", HARD_SPACE).replace("-", MINUS)
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    whole, _point, fraction = f"{abs(exact):,f}".partition(".")
    grouped = whole.replace(",", HARD_SPACE)
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"


def kroner(value: Number) -> str:
    """An amount with øre: `2 100 000,00`."""
    return number(value, 2)


def kroner_hele(value: Number) -> str:
    """An amount in whole kroner: `2 100 000`."""
    return number(value)


def mill(value: Number, decimals: int = 1) -> str:
    """Kroner as millions: `2,1`. The unit is the heading's or the sentence's."""
    return number(Decimal(str(value)) / 1_000_000, decimals)


def prosent(value: Number, decimals: int = 0) -> str:
    """`25 %`, from the number 25."""
    return f"{number(value, decimals)}{HARD_SPACE}%"


def share(part: Number, whole: Number) -> str:
    """The part as per cent of the whole; «–» when there is nothing to divide by."""
    if not Decimal(str(whole)):
        return NOT_APPLICABLE
    return prosent(Decimal(str(part)) * 100 / Decimal(str(whole)))


def orgnr(value: str) -> str:
    """`932 384 469`; what is not nine digits is left as it is."""
    digits = str(value)
    if len(digits) != 9 or not digits.isdigit():
        return digits
    return HARD_SPACE.join((digits[:3], digits[3:6], digits[6:]))


def statskonto(value: str | int) -> str:
    """150021 as «kap. 1500, post 21»: never grouped as a number."""
    digits = str(value)
    if len(digits) != 6 or not digits.isdigit():
        return digits
    return _("kap.%(space)s%(chapter)s, post%(space)s%(item)s") % {
        "space": HARD_SPACE, "chapter": digits[:4], "item": digits[4:],
    }  # fmt: skip


def oslo(value: Day) -> Day:
    """A moment in Oslo's clock; a date, or a moment without time zone, as it stands."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(OSLO)
    return value


def month_name(month: int) -> str:
    """«september», in English «September»."""
    return (_MONTHS_EN if _language() == "en" else MONTHS)[month - 1]


def dato(value: Day) -> str:
    """`27.09.2024`."""
    return oslo(value).strftime("%d.%m.%Y")


def dato_lang(value: Day) -> str:
    """«27. september 2024», in English «27 September 2024»."""
    day = oslo(value)
    point = "" if _language() == "en" else "."
    return f"{day.day}{point} {month_name(day.month)} {day.year}"


def ukedag_dato(value: Day) -> str:
    """«fredag 11. oktober 2024»; nynorsk weekdays in nynorsk."""
    return f"{_WEEKDAYS[_language()][oslo(value).weekday()]} {dato_lang(value)}"


def klokkeslett(value: datetime.datetime | datetime.time) -> str:
    """`09.00`: the time alone, for columns."""
    moment = oslo(value) if isinstance(value, datetime.datetime) else value
    return moment.strftime("%H.%M")


def klokke(value: datetime.datetime | datetime.time) -> str:
    """`kl. 09.00`, in English `09.00`."""
    clock = klokkeslett(value)
    return clock if _language() == "en" else f"kl.{HARD_SPACE}{clock}"


def periode(value: int | str) -> str:
    """A cash period, 202409, as «september 2024»."""
    text = str(value)
    if len(text) != 6 or not text.isdigit() or not 1 <= int(text[4:]) <= 12:
        return text
    return f"{month_name(int(text[4:]))} {text[:4]}"


def relativ_frist(due: Day, today: datetime.date) -> str:
    """How far a deadline is from today: «3 dager over», «i dag», «om 4 dager»."""
    moment = oslo(due)
    day = moment.date() if isinstance(moment, datetime.datetime) else moment
    days = (day - today).days
    if days == 0:
        return _("i dag")
    if days < 0:
        return ngettext("%(days)s dag over", "%(days)s dager over", -days) % {"days": number(-days)}
    return ngettext("om %(days)s dag", "om %(days)s dager", days) % {"days": number(days)}
