"""The letter's headings: «Føring 2 – …», «3.1 Mål», «Økonomi», «Vedlegg 1», and which of them number the assignments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.letters.models import AssignmentKind
from portal.letters.reader.text import Line

_DIRECTIVE = re.compile(r"^(?:Føring|FØRING|Oppdrag)\s+(\d{1,2})\s*[–—:.-]\s*(\S.*)$")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+([A-ZÆØÅ«\"].{1,140})$")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = re.compile(rf"^({'|'.join(sorted(_ROMANS, key=len, reverse=True))})\.\s+([A-ZÆØÅ].*)$")
_CHAPTER = re.compile(r"^(?:Kapittel|Del)\s+(\d{1,2})\s*[–—:.]?\s*(\S.*)$")
_APPENDIX = re.compile(r"^Vedlegg\s+(?:\d{1,2}|[A-F])\s*[–—:.-]?\s*\S?.*$")
_CONTENTS = re.compile(r"(?:\.{3,}|…|(?:\s\.){3,})\s*\d{1,3}$")
_YEAR = re.compile(r"20\d\d$")
_LISTED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|Vedlegg)\s.*\s\d{1,3}$")
_AMOUNT = re.compile(r"\d[ .\u00a0\u202f]\d{3}$|^0\d")
_CONTENTS_TITLE = re.compile(r"^(?:Innhold|Innhald|Innholdsfortegnelse|Innhaldsliste)$", re.IGNORECASE)
_VERBS = re.compile(
    r"(?<!\w)(?:er|skal|vil|må|bør|har|ber|gir|kan|blir|ble|viser|får|bes|hadde|gjelder|gjev|vart|vert|viste|kreves|rapporterer|føreset|forutsetter|forventer|ventar|legger|stiller|skjer|gjeld|inneholder|omfatter|omfattar)(?!\w)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^(?:[a-zæøå(/]|v/)")
_MARK = re.compile(r"^(?:[•▪◦●■\-–—*·➢✓|]|\d+[.)]\s|[a-zæøå]\))")
_CAPTION = re.compile(r"^(?:Tabell|Figur|Boks)\s+\d")
_HANGS = re.compile(
    r"\s(?:med|til|for|av|på|i|om|og|eller|samt|som|at|å|ved|fra|frå|der|en|et|ein|eit|den|det|dei|de)$"
)
FULL_LINE = 40
MOST_WORDS, MOST_LETTERS = 12, 100


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `number` is that of its assignment, `printed` what the letter writes before it."""

    number: int
    printed: str
    title: str
    kind: AssignmentKind
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    last: int
    printed: str
    title: str
    level: int
    is_directive: bool = False


def find_headings(
    lines: Sequence[Line], silent: frozenset[int], begin: int
) -> tuple[list[Heading], frozenset[int]]:
    """The headings among the lines from `begin` that are not `silent`, and the numbers of the lines they take."""
    contents = _contents(lines, begin)
    spoken = [
        number for number in range(begin, len(lines)) if number not in silent and number not in contents
    ]
    found = _found(lines, spoken)
    taken = contents.union(number for one in found for number in range(one.first, one.last + 1))
    return _numbered(found, lines), taken


def _found(lines: Sequence[Line], spoken: list[int]) -> list[_Found]:
    found: list[_Found] = []
    reached, last_chapter, full = -1, 0, _full_line(lines)
    for place, number in enumerate(spoken):
        if number <= reached:
            continue
        before = lines[spoken[place - 1]] if place else None
        after = [lines[other] for other in spoken[place + 1 : place + 4]]
        one = _marked(lines[number].text, number, last_chapter) or _plain(
            lines[number], number, before, after, full=full
        )
        if one is None:
            continue
        one = _with_next_lines(one, lines, spoken[place + 1 : place + 4])
        reached = one.last
        if one.level == 1 and one.printed.isdigit() and not one.is_directive:
            last_chapter = int(one.printed)
        found.append(one)
    return found


def _full_line(lines: Sequence[Line]) -> int:
    """How long a line of running text at least is: less in a letter with short lines."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    return FULL_LINE if width >= 70 else max(FULL_LINE // 2, int(0.55 * width))


def _marked(text: str, number: int, last_chapter: int) -> _Found | None:
    """A heading that says itself that it is one."""
    if len(text) > 2 * MOST_LETTERS:
        return None
    if (match := _DIRECTIVE.match(text)) and not _is_sentence(match[2].rstrip(",")):
        return _Found(number, number, match[1], match[2], 1, is_directive=True)
    if _APPENDIX.match(text) and len(text) <= MOST_LETTERS and not _is_sentence(text):
        return _Found(number, number, "", text, 1)
    if match := _ROMAN.match(text):
        text = f"{_ROMANS.index(match[1]) + 1} {match[2]}"
    match = _NUMBERED.match(text) or _CHAPTER.match(text)
    if match is None or _is_sentence(match[2]) or len(match[2].split()) > 2 * MOST_WORDS:
        return None
    level = match[1].count(".") + 1
    if level == 1 and not 1 <= int(match[1]) - last_chapter <= 2:
        return None
    return _Found(number, number, match[1], match[2], level)


def _is_sentence(title: str) -> bool:
    return title.rstrip().endswith((".", ";", ",", "?")) or bool(_VERBS.search(title))


def _plain(
    line: Line, number: int, before: Line | None, after: Sequence[Line], *, full: int
) -> _Found | None:
    """A short line with no mark, that stands as a heading does: after a full stop or alone, above a text."""
    text = line.text
    if len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS or not text[0].isupper() or len(text) < 3:
        return None
    if (
        text[-1] in ".,:;?!-–%"
        or _HANGS.search(text)
        or _CAPTION.match(text)
        or _is_sentence(text)
        or _looks_tabular(text)
    ):
        return None
    ends_before = before is None or before.text[-1] in ".?!:" or _is_short_item(before, full)
    stands_free = line.blank_before > 0 or ends_before
    if not stands_free or not after:
        return None
    follows = after[0].text
    if _GOES_ON.match(follows) and after[0].blank_before == 0:
        is_short = len(follows) < full and not _is_sentence(follows)
        follows = after[1].text if len(after) > 1 and is_short else ""
    is_above_text = len(follows) >= full and (
        follows[0].isupper() or follows[0].isdigit() or _MARK.match(follows) is not None
    )
    return _Found(number, number, "", text, 2) if is_above_text and not _MARK.match(text) else None


def _is_short_item(line: Line, full: int) -> bool:
    """The last item of a list, which often has no full stop."""
    return _MARK.match(line.text) is not None and line.text[-1] not in ",;–-" and len(line.text) < 1.5 * full


def _looks_tabular(text: str) -> bool:
    return (
        "\t" in text
        or "   " in text
        or "|" in text
        or "@" in text
        or sum(letter.isdigit() for letter in text) > 6
    )


def _with_next_lines(one: _Found, lines: Sequence[Line], following: Sequence[int]) -> _Found:
    """A heading over two or three lines: the next begins with a small letter or a bracket, close beneath."""
    for number in following:
        line = lines[number]
        if (
            line.blank_before
            or not _GOES_ON.match(line.text)
            or _is_sentence(line.text)
            or _MARK.match(line.text)
        ):
            break
        one = replace(one, last=number, title=f"{one.title} {line.text}")
    return one


def _contents(lines: Sequence[Line], begin: int) -> frozenset[int]:
    """The lines of a table of contents: with leaders, or three and more that end with a page number."""
    plain = [
        len(line.text) < 160
        and _LISTED.match(line.text) is not None
        and not _YEAR.search(line.text)
        and not _AMOUNT.search(line.text)
        for line in lines
    ]
    found = {number for number in range(begin, len(lines)) if _CONTENTS.search(lines[number].text[-120:])}
    for number in range(begin, len(lines) - 2):
        if all(plain[number : number + 3]):
            found |= {number, number + 1, number + 2}
    titles = {number for number in range(begin, len(lines)) if _CONTENTS_TITLE.match(lines[number].text)}
    return frozenset(found | titles)


def _numbered(found: list[_Found], lines: Sequence[Line]) -> list[Heading]:
    """Give every assignment its own number: directives keep theirs, chapters keep theirs when it is free."""
    has_chapters = sum(one.printed.isdigit() and not one.is_directive for one in found) >= 2
    taken = {int(one.printed) for one in found if one.is_directive}
    headings: list[Heading] = []
    current = 0
    for one in found:
        is_top = one.level == 1 or (not one.printed and not has_chapters)
        if is_top:
            current = (
                int(one.printed) if one.is_directive else _free_number(one, taken, is_first=not headings)
            )
            taken.add(current)
        kind = AssignmentKind.DIRECTIVE if one.is_directive else AssignmentKind.CHAPTER
        level = 1 if is_top else max(one.level, 2)
        start, end = lines[one.first].start, lines[one.last].end
        headings.append(
            Heading(current, one.printed, " ".join(one.title.split())[:200], kind, level, start, end)
        )
    return headings


def _free_number(one: _Found, taken: set[int], *, is_first: bool) -> int:
    if one.printed.isdigit() and int(one.printed) not in taken:
        return int(one.printed)
    if is_first and 0 not in taken:
        return 0
    return max(taken, default=0) + 1
