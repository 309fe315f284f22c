"""When: dates and the letter's own words for time."""

import datetime
import re
from dataclasses import dataclass

from portal.dates import MONTHS, DateError, parse_date

_MONTH = "|".join(MONTHS)
_DAY = r"(?:(?:man|tirs|ons|tors|fre|lør|laur|søn|sun)dag|måndag|tysdag)\s+"
_SEASON = (
    r"(?:vår(?:en)?|sommer(?:en)?|sommar(?:en)?|høst(?:en)?|haust(?:en)?|vinter(?:en)?|årsskiftet|nyttår)"
)

_ORDINAL = r"(?:[1-4]\.|første|fyrste|andre|tredje|fjerde)"

_DATED = re.compile(
    rf"(?:{_DAY})?(?<!\d)\d{{1,2}}\.?\s+(?:{_MONTH})(?:\s+\d{{4}})?(?!\d)|(?<![\d.])\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
# From the most telling to the least; the first that is found is the sentence's deadline when it has no date.
_PHRASES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w)fra\s+(?:og\s+med\s+)?(?:{_SEASON}|{_MONTH})(?:\s+\d{{4}})?\s*(?:til|[-–—])\s*(?:og\s+med\s+)?(?:{_SEASON}|{_MONTH})(?:\s+\d{{4}})?",
        rf"(?<!\w)frå\s+(?:og\s+med\s+)?(?:{_SEASON}|{_MONTH})(?:\s+\d{{4}})?\s*(?:til|[-–—])\s*(?:og\s+med\s+)?(?:{_SEASON}|{_MONTH})(?:\s+\d{{4}})?",
        r"(?<!\w)så\s+snart\b(?:\s+(?:som\s+mulig|som\s+råd|som\s+mogleg|\w+(?:\s+\w+){0,7}))?",
        # «innen forskning» is a field, not a time.
        rf"(?<!\w)(?:innen|innan)\s+(?:(?:utgangen|slutten|midten|begynnelsen|starten)\s+av\s+[^,.;:()]{{2,30}}|årets\s+\w+|(?:oppgitt|fastsatt|fastsett|gitt)\s+frist|fristen|"
        rf"(?:rimelig|rimeleg|kort)\s+tid|(?:en|ein|én|to|tre|fire|fem|seks|ti|\d+)\s+(?:\w*dag|uke|veke|måned|månad|år)\w*|{_SEASON}(?:\s+\d{{4}})?|"
        rf"(?:{_MONTH})(?:\s+\d{{4}})?|{_ORDINAL}\s+(?:tertial|kvartal|halvår)(?:\s+\d{{4}})?|20\d\d)",
        r"(?<!\w)(?:senest|seinast)\s+[^,.;:()]{2,40}",
        r"(?<!\w)ved\s+utgangen\s+av\s+[^,.;:()]{2,30}",
        rf"(?<!\w)i\s+løpet\s+av\s+(?:{_SEASON}|{_MONTH}|året|budsjettåret|{_ORDINAL}\s+\w+|\d{{4}})(?:\s+\d{{4}})?",
        r"(?<!\w)på\s+(?:det\s+)?(?:første|fyrste|neste)\s+møtet?\b",
        r"(?<!\w)(?:den\s+)?\d{1,2}\.\s+i\s+(?:(?:hver|kvar)\s+)?(?:måned|månad|uke|veke)(?:en)?(?!\w)",
        rf"(?<!\w){_ORDINAL}\s+(?:halvår|tertial|kvartal)(?:\s+\d{{4}})?",
        r"(?<!\w)(?:i\s+)?(?:uke|veke)\s+\d{1,2}(?:\s+\d{4})?(?!\d)",
        rf"(?<!\w)(?:i\s+|til\s+|før\s+|fra\s+|frå\s+)?{_SEASON}\s+\d{{4}}",
        rf"(?<!\w)(?<!fra\s)(?<!frå\s)(?:i\s+)?(?:{_MONTH})\s+\d{{4}}",
        r"(?<!\w)(?:raskt|snarest(?:\s+mulig)?|snarast(?:\s+råd)?|omgående|omgåande|med\s+(?:en|ein)\s+gang|med\s+ein\s+gong|så\s+fort\s+som\s+(?:mulig|mogleg|råd)|straks|umiddelbart|fortløpende|fortløpande|uten\s+(?:ugrunnet\s+)?opphold|utan\s+(?:grunnlaus\s+|ugrunna\s+)?opphald)(?!\w)",
        r"(?<!\w)(?:jevnlig|jamleg|løpende|løpande|årlige?|årlege?|kvartalsvise?|månedlige?|månadlege?|tertialvise?|halvårlige?|halvårlege?|ukentlige?|(?:hver|kvar)\s+(?:måned|månad|uke|veke)|(?:hvert|kvart)\s+(?:kvartal|tertial|halvår|år))(?!\w)",
        r"(?<!\w)ifm\.?\s+[^,.;()]{4,60}|(?<!\w)i\s+(?:forbindelse|samband)\s+med\s+(?:årsrapport|rapporter|stats\w+|årsavslut)[^,.;()]{0,40}",
        r"(?<!\w)i\s+(?:årsrapporten|årsrapport|års- og halvårsrapporten)(?:\s+for)?(?:\s+\d{4})?",
        r"(?<!\w)for\s+hele\s+året|(?<!\w)for\s+heile\s+året",
        r"(?<!\w)i\s+20\d\d(?:\s*[-–—]\s*20\d\d)?(?!\d)",
    )
)
_FULL = re.compile(r"\d{4}$|\.\d{2}$")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time as the letter writes it, and as a date when it is one."""

    text: str
    date: datetime.date | None = None

    def __bool__(self) -> bool:
        return bool(self.text)


NO_DEADLINE = Deadline("")


def find_dates(text: str) -> list[tuple[int, int, datetime.date | None]]:
    """Every day named, with None for one without a year or that does not exist."""
    return [(match.start(), match.end(), _as_date(match[0])) for match in _DATED.finditer(text)]


def find_deadline(text: str) -> Deadline:
    """The time that the text sets: a date if it has one that is not a reference, else its own words."""
    for match in _DATED.finditer(text):
        if not _is_reference(text, match.start()):
            return Deadline(_trimmed(match[0]), _as_date(match[0]))
    rest = _DATED.sub(lambda match: " " * len(match[0]), text)
    for pattern in _PHRASES:
        if said := pattern.search(rest):
            return Deadline(_trimmed(said[0]))
    return NO_DEADLINE


def date_in(text: str) -> datetime.date | None:
    """The first whole date in the text."""
    return next((date for _start, _end, date in find_dates(text) if date), None)


def _as_date(text: str) -> datetime.date | None:
    if not _FULL.search(text):
        return None
    try:
        return parse_date(re.sub(rf"^{_DAY}", "", " ".join(text.split()), flags=re.IGNORECASE))
    except DateError:
        return None


_REFERS = re.compile(
    r"(?:\bdatert|\bav|\bdagsett|\bbrev\s+av|\bfra|\bfrå|\bden|\bvedtak(?:et)?|\bsamling\w*|\bmøtet?)\s*$",
    re.IGNORECASE,
)
_DUE = re.compile(r"(?:frist|innen|innan|senest|seinast|før|til)\b[^.]{0,30}$", re.IGNORECASE)


def _is_reference(text: str, start: int) -> bool:
    """«datert 6. september» tells which letter, not when something is due."""
    before = text[max(0, start - 40) : start]
    return bool(_REFERS.search(before)) and not _DUE.search(before)


def _trimmed(words: str) -> str:
    return " ".join(words.split()).rstrip(" ,.;:–-")[:100]
