"""A letter's text in, everything the portal can propose about it out. No database, no language model, no clock."""

import datetime
from dataclasses import dataclass, replace

from portal.letters.reader.bodies import gazetteer
from portal.letters.reader.days import day_meant
from portal.letters.reader.headings import Heading, find_headings
from portal.letters.reader.letterhead import Letterhead, References, read_letterhead, silent_lines
from portal.letters.reader.proposals import Parties, Proposal, find_proposals
from portal.letters.reader.sentences import blocks_of
from portal.letters.reader.text import Line, collapsed, lines_of
from portal.letters.states import LetterKind


@dataclass(frozen=True, slots=True)
class LetterReading:
    """What the reader found; every `start` and `end` is a place in `text`, which is the text it was given."""

    text: str
    number: int
    budget_year: int | None
    kind: LetterKind
    title: str
    references: References
    date: datetime.date | None
    sender: str
    receiver: str
    copies: tuple[str, ...]
    headings: tuple[Heading, ...]
    proposals: tuple[Proposal, ...]


def read_letter(text: str) -> LetterReading:
    """Read the text of a letter; the same text always gives the same reading."""
    lines = lines_of(text)
    bodies = gazetteer(collapsed(text))
    head = read_letterhead(lines, bodies)
    silent = silent_lines(lines) | head.title_lines
    begin = _begin(lines, head)
    headings, taken = find_headings(lines, silent, begin)
    blocks = blocks_of(lines, silent, taken, begin)
    proposals = find_proposals(text, blocks, headings, Parties(bodies, head.sender, head.receiver))
    return LetterReading(
        text=text, number=head.number, budget_year=head.budget_year, kind=head.kind, title=head.title,
        references=head.references, date=head.date, sender=head.sender, receiver=head.receiver, copies=head.copies,
        headings=tuple(headings), proposals=tuple(_dated(one, head) for one in proposals),
    )  # fmt: skip


def _dated(one: Proposal, head: Letterhead) -> Proposal:
    """With the day that its words for a time mean, seen from the day the letter was written."""
    due = one.deadline
    if not due or due.date:
        return one
    day = day_meant(due.text, written_on=head.date, budget_year=head.budget_year, said=one.quote)
    return replace(one, deadline=replace(due, date=day)) if day else one


def _begin(lines: list[Line], head: Letterhead) -> int:
    """The first line after the title; a letter without one is read from its beginning."""
    return 0 if head.title_line is None else min(head.title_line + 1, len(lines))
