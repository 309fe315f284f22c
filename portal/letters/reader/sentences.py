"""Paragraphs, list items and table rows, and the sentences in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from portal.dates import MONTHS
from portal.letters.reader.text import Flow, Line, flow_of, is_double_spaced

_MARK = re.compile(
    r"^(?:[•▪◦●■➢✓*·]|[-–—]|\d{1,2}\)|[a-zæøå]\)|o(?=\s{2,}))\s*(?=\S)|^\d{1,2}\.\s+(?=[A-ZÆØÅ])"
    # «1. kjenneteikn» is an item of a list, «1. mars» and «1. tertial» go on with the line before.
    rf"|^\d{{1,2}}\.\s+(?!(?:{'|'.join(MONTHS)}|tertial|kvartal|halvår|og|eller|til)\b)(?=[a-zæøå]{{3}})"
)
_CELLS = re.compile(r"\t|\s\|\s|\s{4,}")
_ENDS = re.compile(r"[.?!]+[»\"”)\]]*[¹²³⁴⁵⁶⁷⁸⁹]*(?=\s)")
_STARTS = re.compile(r"\s+[«\"“(\[–-]?\s*[A-ZÆØÅÁÉ0-9§]")
_SHORTENED = re.compile(
    r"(?:^|[\s(«])(?:bl\.a|f\.eks|t\.d|m\.a|dvs|d\.v\.s|jf|jfr|ref|kap|nr|pkt|mill|mrd|ca|inkl|ekskl|eks|evt|pr|ifm|mtp|iht|"
    r"if\.m|vedr|stk|prop|meld|st|innst|art|avd|tlf|sml|hhv|resp|dr|adm|dir|dep|org|p\.t|st\.meld|prp|res|forskr|"
    r"[A-ZÆØÅ]|[ivx]{1,4})$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}$")
_AFTER_ORDINAL = re.compile(
    rf"\s+(?:{'|'.join(MONTHS)}|tertial|kvartal|halvår|mill|mrd|[0-9]|S\b|L\b)", re.IGNORECASE
)
_DATE_ALONE = re.compile(
    rf"^(?:innen\s+|innan\s+)?(?:\d{{1,2}}\.?\s+(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}})$",
    re.IGNORECASE,
)
# «3. mars – Virksomhetsplan» is a row of a calendar.
_DATE_FIRST = re.compile(
    rf"^(?:\d{{1,2}}\.\s+(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}})\s*[–:-]\s+[A-ZÆØÅ]",
    re.IGNORECASE,
)
# A line that ends so goes on although the next begins with a number: «innen» and «30. juni».
_HANGS = re.compile(
    r"(?:^|\s)(?:innen|innan|senest|seinast|før|til|på|inntil|med|av|om|for|ca\.?|kr\.?|kap\.?|post|[1-4]\.\s+(?:kvartal|tertial|halvår)|halvår)$",
    re.IGNORECASE,
)
# «Bygg C. Høgskolen kan …» is two sentences, «A. Eksempel» is one name.
_INITIAL = re.compile(r"\s[A-ZÆØÅ]$")
_BEGINS = re.compile(r"\s+[A-ZÆØÅ]\w+\s+(?:skal|må|kan|vil|er|har|bør|gis|får|bes|blir|vert|ber|gir|gjev)\b")
_UNFINISHED = re.compile(r"[\wæøå,(–-]$")


class BlockKind(Enum):
    PARAGRAPH = auto()
    ITEM = auto()
    ROW = auto()


Group = tuple[BlockKind, list[Line], int]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `leads` is set on the kind of text that ends with a colon."""

    kind: BlockKind
    flow: Flow
    first_line: int

    @property
    def leads(self) -> bool:
        return self.kind is not BlockKind.ROW and self.flow.text.rstrip().endswith(":")


def blocks_of(
    lines: Sequence[Line], silent: frozenset[int], headings: frozenset[int], begin: int
) -> list[Block]:
    """The text in blocks, over page breaks and without headings and lines that are no text."""
    single, width = is_double_spaced(lines), _width(lines)
    groups: list[Group] = []
    passed_heading, passed_silent = True, False
    for number in range(begin, len(lines)):
        line = lines[number]
        if number in headings:
            passed_heading = True
        elif number in silent:
            passed_silent = True
        else:
            kind = _kind_of(line)
            last = groups[-1] if groups and not passed_heading else None
            if (
                last
                and kind is BlockKind.PARAGRAPH
                and _belongs(last[0], last[1], line, width, over=passed_silent, single=single)
            ):
                last[1].append(line)
            else:
                groups.append((kind, [line], number))
            passed_heading = passed_silent = False
    return [
        Block(kind, _unmarked(flow_of(members), kind), number)
        for kind, members, number in _with_dates(groups)
    ]


def _with_dates(groups: list[Group]) -> list[Group]:
    """A short line and a date alone beneath it are two cells of a row."""
    joined: list[Group] = []
    for kind, members, number in groups:
        before = joined[-1] if joined else None
        if (
            before
            and _is_date_alone(members)
            and len(before[1]) == 1
            and len(before[1][0].text) < 80
            and not before[1][0].text.endswith(".")
        ):
            joined[-1] = (BlockKind.ROW, [*before[1], *members], before[2])
        else:
            joined.append((kind, members, number))
    return joined


def _is_date_alone(members: list[Line]) -> bool:
    return len(members) == 1 and len(members[0].text) < 40 and _DATE_ALONE.match(members[0].text) is not None


def _width(lines: Sequence[Line]) -> int:
    """How long a full line is."""
    lengths = sorted(len(line.text) for line in lines)
    return min(lengths[int(0.9 * (len(lengths) - 1))], 120) if lengths else 0


def _is_broken_on_purpose(before: Line, after: Line, width: int) -> bool:
    """Whether the next word would have had room, so that the line was ended by the writer."""
    word = after.text.split(maxsplit=1)[0]
    if after.text[0].isdigit() and _HANGS.search(before.text):
        return False
    is_item = _MARK.match(before.text) is not None
    had_room = len(before.text) + 1 + len(word) < (0.9 if is_item else 0.75) * width
    is_number = after.text[0].isdigit() and len(before.text) < 0.4 * width
    return had_room and (after.text[0].isupper() or is_number)


def _kind_of(line: Line) -> BlockKind:
    if _MARK.match(line.text):
        return BlockKind.ITEM
    is_row = _CELLS.search(line.text) or _DATE_FIRST.match(line.text)
    return BlockKind.ROW if is_row else BlockKind.PARAGRAPH


def _belongs(
    kind: BlockKind, members: list[Line], line: Line, width: int, *, over: bool, single: bool
) -> bool:
    """Whether the line goes on with the block: close beneath, or in the middle of a sentence."""
    if kind is BlockKind.ROW:
        return False
    before = members[-1].text
    is_close = (line.blank_before == 0 and not over) or (single and line.blank_before <= 1)
    if is_close and before[-1] not in ",-–" and _is_broken_on_purpose(members[-1], line, width):
        return False
    if is_close:
        return kind is BlockKind.PARAGRAPH or not (before[-1] in ".;" and line.text[0].isupper())
    goes_on = line.text[0].islower() or line.text[0] in "(–"
    if line.text[0].isdigit() and _HANGS.search(before):
        return True
    return bool(_UNFINISHED.search(before)) and goes_on and len(before) > 30


def _unmarked(flow: Flow, kind: BlockKind) -> Flow:
    """A list item without its mark."""
    match = _MARK.match(flow.text) if kind is BlockKind.ITEM else None
    return flow.part(match.end(), len(flow.text)) if match else flow


def sentences_of(flow: Flow) -> Iterator[Flow]:
    """The sentences, with abbreviations and ordinals kept whole."""
    begin = 0
    text = flow.text
    for match in _ENDS.finditer(text):
        if _ends_here(text, match):
            yield flow.part(begin, match.end())
            begin = match.end()
    rest = flow.part(begin, len(text))
    if rest.text:
        yield rest


def _ends_here(text: str, match: re.Match[str]) -> bool:
    if not _STARTS.match(text, match.end()):
        return False
    if match[0][0] != ".":
        return True
    before = text[max(0, match.start() - 16) : match.start()]
    if _INITIAL.search(before):
        return bool(_BEGINS.match(text, match.end()))
    if _ORDINAL.search(before):
        return not _AFTER_ORDINAL.match(text, match.end())
    return not _SHORTENED.search(before)
