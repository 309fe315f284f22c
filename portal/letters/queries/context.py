"""A clause's words where they stand in the letter, with a little of what stands around them."""

import re
from dataclasses import dataclass

from portal.letters.models import Clause

MOST_AROUND = 280
_NEW_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")


@dataclass(frozen=True)
class Quotation:
    """The words of the clause, and what the letter says right before and after them in the same paragraph."""

    before: str
    words: str
    after: str


def in_context(clause: Clause) -> Quotation:
    """The quotation in its paragraph, at most 280 characters on each side; alone when the letter's text is not kept."""
    text, start, end = clause.assignment.letter.text, clause.quote_start, clause.quote_end
    if start is None or end is None or " ".join(text[start:end].split())[:500] != clause.quote:
        return Quotation("", clause.quote, "")
    before = _NEW_PARAGRAPH.split(text[max(0, start - 2 * MOST_AROUND) : start])[-1]
    after = _NEW_PARAGRAPH.split(text[end : end + 2 * MOST_AROUND])[0]
    return Quotation(_end_of(before), clause.quote, _beginning_of(after))


def _end_of(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MOST_AROUND else f"… {words[-MOST_AROUND:].partition(' ')[2]}"


def _beginning_of(text: str) -> str:
    """With the space or the comma that stood between."""
    words = " ".join(text.split())
    shown = words if len(words) <= MOST_AROUND else f"{words[:MOST_AROUND].rpartition(' ')[0]} …"
    return f" {shown}" if shown and text[:1].isspace() else shown
