"""What the letter's head says: references, date, sender, receiver, title, copies; and which lines are no text."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal.dates import MONTHS
from portal.letters.reader.bodies import Gazetteer
from portal.letters.reader.deadlines import date_in
from portal.letters.reader.text import Line, collapsed
from portal.letters.states import LetterKind
from portal.people.reference import BODIES

_MONTH = "|".join(MONTHS)
_LABEL = re.compile(
    r"(?P<theirs>(?:Deres|Dykkar)\s+(?:referanse|ref\b\.?))|(?P<ours>Vår\s+(?:referanse|ref\b\.?))|(?P<date>(?<!\w)Dato(?!\w))",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<![\w/])(?:20)?\d{2}/\d{1,6}(?:\s?-\s?\d{1,4})?(?![\d/])")
_DATE = re.compile(rf"\d{{1,2}}\.?\s+(?:{_MONTH})\s+\d{{4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?!.*\b(?:viser|vises|datert|ble|vart)\b).{0,60}\b(?:tildelingsbrev|tildelingsskriv|tillegg\s+(?:nr\.?\s*\d+\s+)?til\s+tildelingsbrev)(?:et)?\b.{0,140}$",
    re.IGNORECASE,
)
_SUPPLEMENTARY = re.compile(
    r"supplerende|supplerande|tillegg(?:sbrev|soppdrag|sskriv)?\b|tildelingsbrev\s+nr", re.IGNORECASE
)
_NUMBER = re.compile(r"\bnr\.?\s*(\d{1,3})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_GOODBYE = re.compile(
    r"^(?:Med\s+(?:vennlig\s+|vennleg\s+)?(?:hilsen|helsing)|Venleg\s+helsing|Vennlig\s+hilsen)\b",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"^Vedlegg\s+(?:\d{1,2}|[A-F])\b", re.IGNORECASE)
_COPIES = re.compile(r"^Kopi(?:\s+til)?\s*:?\s*(.*)$", re.IGNORECASE)
_ENDS_COPIES = re.compile(r"^(?:Vedlegg|Side\b|Postadresse|Dokumentet|Med\s|\d{4}\s)|[.?!]$", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"^(?:Side\s+\d+(?:\s*(?:av|/|of)\s*\d+)?|-?\s*\d{1,3}\s*-?|\d{1,3}\s*(?:av|/)\s*\d{1,3}|Postadresse|Kontoradresse|Besøksadresse|"
    r"Postboks\s.*|\d{4}\s+[A-ZÆØÅ][A-Za-zÆØÅæøå ]+|Telefon\*?:?.*|Telefaks.*|Org\.?\s?(?:nr|nummer)\.?.*|(?:\+47\s?)?\d{2}(?:\s\d{2}){3}|"
    r"\d{3}\s\d{3}\s\d{3}(?:\s+MVA)?|\S+@\S+|www\.\S+|Avdeling|Saksbehandler|Saksbehandlar|Ifølge liste|I følge liste|Unntatt offentlighet.*|"
    r"[A-ZÆØÅ][\wæøåé.]+(?:\s[\wæøåé]+)?\s(?:gt|gate|gata|g|vei|veien|plass)\.?\s\d+\w?)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:Postboks\s|Pb\.?\s|\d{4}\s+[A-ZÆØÅ]{2,}|[A-ZÆØÅ][\wæøå.]+\s(?:gate|gt|vei|veien)\.?\s\d)",
    re.IGNORECASE,
)
_STREET = re.compile(r"^\D{3,40}\s\d{1,4}\s?[A-Za-z]?$")
_KINGDOM = re.compile(r"DET\s+KONGELI?E?GE\s+((?:[\w-]+\s+){0,6}?[\w-]*DEPARTEMENT)", re.IGNORECASE)
_COLUMN = re.compile(r"\t|\s{3,}")
HEAD_LINES = 90


@dataclass(frozen=True, slots=True)
class References:
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the head and the foot of the letter say."""

    kind: LetterKind
    number: int
    budget_year: int | None
    title: str
    title_line: int | None
    title_lines: frozenset[int]
    references: References
    date: datetime.date | None
    sender: str
    receiver: str
    copies: tuple[str, ...]


def read_letterhead(lines: Sequence[Line], bodies: Gazetteer) -> Letterhead:
    """Everything that stands around the text."""
    title, title_lines = _title(lines)
    references, date = _references(lines)
    is_supplementary = bool(_SUPPLEMENTARY.search(title))
    number = _NUMBER.search(title) if is_supplementary else None
    sender = _sender(lines, bodies)
    return Letterhead(
        kind=LetterKind.SUPPLEMENTARY if is_supplementary else LetterKind.ALLOCATION,
        number=int(number[1]) if number else 0,
        budget_year=_budget_year(title, date, is_supplementary=is_supplementary),
        title=title[:200],
        title_line=title_lines[0] if title_lines else None,
        title_lines=frozenset(title_lines),
        references=references,
        date=date,
        sender=sender,
        receiver=_receiver(lines, title, bodies, sender),
        copies=_copies(lines),
    )


def silent_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Lines that are no text: page numbers, running heads, addresses, labels, signatures, footnotes."""
    furniture = {
        number for number, line in enumerate(lines) if _NO_TEXT.match(line.text) or _is_label_line(line.text)
    }
    silent = furniture | _running_heads(lines, furniture) | _footnotes(lines)
    is_signature = False
    for number, line in enumerate(lines):
        if _GOODBYE.match(line.text):
            is_signature = True
        elif is_signature and (_APPENDIX.match(line.text) or len(line.text) > 90):
            is_signature = False
        if is_signature:
            silent.add(number)
    return frozenset(silent)


def _is_label_line(text: str) -> bool:
    """«Deres ref   Vår ref   Dato», alone or with their values."""
    if not _LABEL.match(text):
        return False
    rest = _DATE.sub("", _REFERENCE.sub("", _LABEL.sub("", text)))
    return not rest.strip(" :.-\t|/")


def _running_heads(lines: Sequence[Line], furniture: set[int]) -> set[int]:
    """Lines that come again on page after page, beside a page number."""
    masked = [re.sub(r"\d+", "#", line.text) for line in lines]
    near = {number + step for number in furniture for step in (-2, -1, 1, 2)}
    times = Counter(masked[number] for number in range(len(lines)) if number in near)
    return {
        number
        for number in near
        if 0 <= number < len(lines) and times[masked[number]] >= 3 and len(masked[number]) <= 90
    }


_NOTE = re.compile(r"^[¹²³⁴⁵⁶⁷⁸⁹]+\s*\S")


def _footnotes(lines: Sequence[Line]) -> set[int]:
    """A footnote, to the end of its paragraph."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        is_more = number - 1 in found and line.blank_before == 0 and lines[number - 1].text[-1] not in ".?!"
        if _NOTE.match(line.text) or is_more:
            found.add(number)
    return found


def _title(lines: Sequence[Line]) -> tuple[str, list[int]]:
    for number, line in enumerate(lines[:HEAD_LINES]):
        if line.text[0] in "•-–—*▪" or line.text.endswith(".") or not _TITLE.match(line.text):
            continue
        taken, title = [number], line.text
        if title[0].islower() and number and not line.blank_before:
            taken, title = [number - 1, number], f"{lines[number - 1].text} {title}"
        for following in range(number + 1, min(number + 3, len(lines))):
            after = lines[following]
            is_more = (
                after.text[:1].islower()
                or after.text[:1] in "–-"
                or title.endswith(("–", "-", " og", " for", " til"))
            )
            if after.blank_before or not is_more:
                break
            taken.append(following)
            title = f"{title} {after.text}"
        return collapsed(title), taken
    return "", []


def _budget_year(title: str, date: datetime.date | None, *, is_supplementary: bool) -> int | None:
    """The year in the title; else that of the letter's date, and the next for one that comes before the year."""
    if year := _YEAR.search(title):
        return int(year[0])
    if date is None:
        return None
    return date.year + (date.month >= 11 and not is_supplementary)


def _references(lines: Sequence[Line]) -> tuple[References, datetime.date | None]:
    """Labels and values in any order: after the label, below it in columns, or all labels and then all values."""
    tokens = _head_tokens(lines)
    is_alone = sum(kind == "reference" for kind, _text in tokens) == 1
    values = {"ours": "", "theirs": "", "date": ""}
    waiting: list[str] = []
    for kind, text in tokens:
        if kind == "label":
            waiting.append(text)
            continue
        wanted = [name for name in waiting if (name == "date") == (kind == "date") and not values[name]]
        if wanted:
            # A lone reference below both labels is the sender's own.
            values["ours" if is_alone and "ours" in wanted else wanted[0]] = text
    date = date_in(values["date"]) if values["date"] else _first_date(lines)
    return References(
        ours=values["ours"] or _first_reference(lines, values["theirs"]), theirs=values["theirs"]
    ), date


def _head_tokens(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """(kind, text) of labels and values, from the first label to a little after the last."""
    labelled = [
        number
        for number, line in enumerate(lines[: 3 * HEAD_LINES])
        if len(line.text) < 160 and _LABEL.match(line.text)
    ]
    if not labelled:
        return []
    last = max(number for number in labelled if number - labelled[0] <= 12)
    return [
        token
        for line in lines[labelled[0] : last + 5]
        if len(line.text) <= 160 and not _TITLE.match(line.text)
        for token in _tokens_of(line)
    ]


def _tokens_of(line: Line) -> list[tuple[str, str]]:
    found = [(match.start(), "label", str(match.lastgroup)) for match in _LABEL.finditer(line.text)]
    found += [
        (match.start(), "reference", re.sub(r"\s", "", match[0])) for match in _REFERENCE.finditer(line.text)
    ]
    found += [(match.start(), "date", match[0]) for match in _DATE.finditer(line.text)]
    return [(kind, text) for _place, kind, text in sorted(found)]


def _first_date(lines: Sequence[Line]) -> datetime.date | None:
    for line in lines[:HEAD_LINES]:
        if (
            len(line.text) < 60
            and (match := _DATE.search(line.text))
            and not re.search(r"datert|dagsett|frist", line.text)
        ):
            return date_in(match[0])
    return None


def _first_reference(lines: Sequence[Line], other: str) -> str:
    for line in lines[:HEAD_LINES]:
        if (
            len(line.text) < 40
            and (match := _REFERENCE.search(line.text))
            and re.sub(r"\s", "", match[0]) != other
        ):
            return re.sub(r"\s", "", match[0])
    return ""


def _sender(lines: Sequence[Line], bodies: Gazetteer) -> str:
    """The kingdom's line, the number or the address in the head, else the ministry that is named first."""
    head = collapsed("\n".join(line.text for line in lines[:HEAD_LINES]))
    if match := _KINGDOM.search(head):
        return next(iter(bodies.codes_in(match[1])), "") or f"{match[1].capitalize()}et"
    digits = re.sub(r"\s", "", head)
    for body in BODIES:
        if body.domain and re.search(rf"@{re.escape(body.domain)}\b", head):
            return body.code
        if body.number and re.search(rf"Org\.?(?:nr|nummer)\.?:?{body.number}", digits, re.IGNORECASE):
            return body.code
    named = re.search(r"([A-ZÆØÅ][\wæøå]*(?:-?(?:\s+og)?\s+[\wæøå]+){0,3}departement(?:et)?)", head)
    if named and (codes := bodies.codes_in(named[1])):
        return codes[0]
    return next((code for code in bodies.codes_in(head) if code in _MINISTRIES), "")


_MINISTRIES = frozenset(
    body.code for body in BODIES if body.name_nb.endswith("departementet") or body.code == "SMK"
)


def _receiver(lines: Sequence[Line], title: str, bodies: Gazetteer, sender: str) -> str:
    """The body in the address field, else the one in the title, else the agency that is named most."""
    for number, line in enumerate(lines[: 3 * HEAD_LINES]):
        if number and _ADDRESS.match(line.text) and (found := _addressee(lines, number, bodies, sender)):
            return found
    codes = [code for code in bodies.codes_in(title) if code != sender]
    if codes:
        return codes[0]
    if match := re.search(r"\btil\s+([A-ZÆØÅ][\w -]+?)(?:\s+for\b|\s*[–,-]|$)", title):
        return match[1].strip()
    text = collapsed("\n".join(line.text for line in lines[: 3 * HEAD_LINES]))
    named = Counter(
        mention.code
        for mention in bodies.find(text)
        if mention.code != sender and mention.code not in _MINISTRIES
    )
    return named.most_common(1)[0][0] if named else ""


def _addressee(lines: Sequence[Line], number: int, bodies: Gazetteer, sender: str) -> str:
    """The body's code, or the name as written, on the lines above an address."""
    near = [
        line.text
        for line in lines[max(number - 4, 0) : number]
        if len(line.text) <= 70 and not _NO_TEXT.match(line.text)
    ]
    if codes := [code for code in bodies.codes_in(collapsed(" ".join(near))) if code != sender]:
        return codes[-1]
    above: list[str] = []
    for place in range(number - 1, max(number - 4, -1), -1):
        if (
            _NO_TEXT.match(lines[place].text)
            or _is_label_line(lines[place].text)
            or len(lines[place].text) > 70
        ):
            break
        if _STREET.search(lines[place].text):
            continue
        # What stands in a column of its own beside the name is not the name, and above it may stand the sender's.
        name = _COLUMN.split(lines[place].text)[0]
        if sender in bodies.codes_in(name) or _KINGDOM.search(name) or _DATE.fullmatch(name):
            break
        above.insert(0, name)
        if lines[place].blank_before:
            break
    return collapsed(" ".join(above))


def _copies(lines: Sequence[Line]) -> tuple[str, ...]:
    """Who gets a copy: after «Kopi» or «Kopi til:», to the end of the list."""
    for number in range(len(lines) - 1, -1, -1):
        match = _COPIES.match(lines[number].text)
        if match is None or len(lines[number].text) > 120:
            continue
        found = [part.strip(" .") for part in re.split(r"[,;]", match[1]) if part.strip(" .")]
        for line in lines[number + 1 : number + 12]:
            if _ENDS_COPIES.search(line.text) or len(line.text) > 90 or (found and line.blank_before > 2):
                break
            found.append(line.text.lstrip("•-– "))
        return tuple(found)
    return ()
