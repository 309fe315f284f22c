"""Text as it stands in the letter, and the same text as it is read, with the way back to every character."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_HYPHENS = "-\u2010\u2011"
_KEEPS_HYPHEN = re.compile(r"(?:^|[^\w])(?:[A-ZÆØÅ0-9]{2,}|\w)$")
_TWIN = re.compile(r"^(?:og|eller|samt|/)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the original without the white space around it."""

    text: str
    start: int
    blank_before: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines_of(text: str) -> list[Line]:
    """The lines that hold something, each with the number of empty lines before it."""
    found: list[Line] = []
    last_end, is_first = 0, True
    for match in _LINE.finditer(text):
        bare = match[0].strip()
        if not bare:
            continue
        between = text[last_end : match.start()]
        breaks = len(re.findall(r"\r\n|[\n\r\f\v\u0085\u2028\u2029]", between))
        start = match.start() + match[0].index(bare)
        found.append(Line(bare, start, breaks if is_first else max(breaks - 1, 0)))
        last_end, is_first = match.end(), False
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text on one line; `places[i]` is where its character `i` stands in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the part from `start` to `end` begins and ends in the original."""
        return self.places[start], self.places[end - 1] + 1

    def part(self, start: int, end: int) -> "Flow":
        """The part without white space at its ends."""
        piece = self.text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = max(left, end - (len(piece) - len(piece.rstrip())))
        return Flow(self.text[left:right], self.places[left:right])


def flow_of(lines: Iterable[Line]) -> Flow:
    """The lines as running text: words divided at a line's end are joined, white space is one space."""
    letters: list[str] = []
    places: list[int] = []
    for line in lines:
        _join(letters, places, line)
        for offset, letter in enumerate(line.text):
            _add(letters, places, letter, line.start + offset)
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return Flow("".join(letters), tuple(places))


def _add(letters: list[str], places: list[int], letter: str, place: int) -> None:
    if letter in _UNSEEN:
        return
    if letter.isspace():
        if letters and letters[-1] != " ":
            letters.append(" ")
            places.append(place)
        return
    for single in _LIGATURES.get(letter, letter):
        letters.append(single)
        places.append(place)


def _join(letters: list[str], places: list[int], line: Line) -> None:
    """What stands between the lines before and this one: a space, nothing, or one hyphen less."""
    if not letters:
        return
    before = "".join(letters[-24:])
    if before[-1] in _HYPHENS and before[-2:-1].isalnum() and line.text[:1].islower():
        if _TWIN.match(line.text):
            letters.append(" ")
            places.append(places[-1])
        elif not _KEEPS_HYPHEN.search(before[:-1]):
            letters.pop()
            places.pop()
        return
    letters.append(" ")
    places.append(places[-1])


def collapsed(text: str) -> str:
    """The text on one line with single spaces."""
    return " ".join(text.split())


def is_double_spaced(lines: Sequence[Line]) -> bool:
    """Whether nearly every line is followed by an empty one, as from some converters."""
    if len(lines) < 12:
        return False
    long = [line for line in lines[1:] if len(line.text) > 50]
    apart = sum(line.blank_before > 0 for line in long)
    return len(long) >= 8 and apart >= 0.85 * len(long) and _breaks_sentences(lines)


def _breaks_sentences(lines: Sequence[Line]) -> bool:
    """Whether lines often end in the middle of a sentence although an empty line follows."""
    broken = sum(
        one.text[-1:] not in ".:;?!" and after.text[:1].islower() and after.blank_before > 0
        for one, after in pairwise(lines)
    )
    return broken >= 0.3 * len(lines)
