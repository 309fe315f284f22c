"""Proposals: what a letter seems to ask, promise or allow, each with the words it stands in and why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.letters.reader import cues
from portal.letters.reader.amounts import find_amounts, find_budget_items
from portal.letters.reader.bodies import Gazetteer, unique
from portal.letters.reader.clauses import Hit, Piece, find_hits, pieces_of, type_of
from portal.letters.reader.deadlines import NO_DEADLINE, Deadline, find_deadline
from portal.letters.reader.headings import Heading
from portal.letters.reader.responsible import partners, responsible_bodies
from portal.letters.reader.sentences import Block, BlockKind, sentences_of
from portal.letters.reader.tables import TableHead, read_row
from portal.letters.reader.text import Flow
from portal.letters.states import ClauseType

MOST_QUOTED = 500
# No letter asks for so much: what goes on after it is not read.
MOST_PROPOSALS = 3_000
CLOSE, NEAR = 40, 200
_LABEL = re.compile(r"^[^.:?!]{2,110}(?=:|\.(?:\s|$))")
_FINITE = re.compile(
    r"(?<!\w)(?:er|gis|får|gjev|føreset|ligger|\w{2,}(?:les|ges|kes|tes|nes|ves|ses|pes|des|res)|skal|vil|må|bør|har|ber|gir|kan|blir|bes|viser|dersom|hvis|viss)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A clause that a person is asked to accept, change or reject; `text[start:end] == quote`."""

    quote: str
    start: int
    end: int
    type: ClauseType
    short_text: str
    bodies: tuple[str, ...] = ()
    deadline: Deadline = NO_DEADLINE
    amount: Decimal | None = None
    chapter: str = ""
    post: str = ""
    assignment: int | None = None
    heading: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parties:
    """Between whom the letter goes, and the bodies it may name."""

    bodies: Gazetteer
    sender: str
    receiver: str


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words that lead a list in, and what they ask."""

    hit: Hit
    flow: Flow


@dataclass
class _Walk:
    """Where the reader is: the words that led a list in, the head of a table, and the proposals so far."""

    text: str
    parties: Parties
    lead: _Lead | None = None
    head: TableHead = field(default_factory=TableHead)
    found: list[Proposal] = field(default_factory=list)


def find_proposals(
    text: str, blocks: Sequence[Block], headings: Sequence[Heading], parties: Parties
) -> tuple[Proposal, ...]:
    """Every proposal in the order of the text, each under its heading."""
    walk = _Walk(text, parties)
    headlines = {heading.start: heading for heading in headings}
    passed = sorted(headlines)
    for number, block in enumerate(blocks):
        if len(walk.found) >= MOST_PROPOSALS:
            break
        while passed and block.flow.places and passed[0] < block.flow.places[0]:
            walk.head.note(headlines[passed.pop(0)].title)
            walk.lead = None
        _read_block(walk, block, has_more=number + 1 < len(blocks))
    return tuple(_placed(_each_once(walk.found), headings))


def _read_block(walk: _Walk, block: Block, *, has_more: bool) -> None:
    if not block.flow.text:
        return
    if _from_row(walk, block):
        return
    if walk.lead and _is_item(block):
        _from_item(walk, block, walk.lead)
        return
    if block.kind is not BlockKind.ITEM:
        walk.lead = None
    walk.head.note(block.flow.text)
    sentences = list(sentences_of(block.flow))
    for number, sentence in enumerate(sentences):
        leads = block.leads and has_more and number == len(sentences) - 1
        _read_sentence(walk, sentence, leads=leads, is_first=number == 0)


def _from_row(walk: _Walk, block: Block) -> bool:
    """A row of a table, or a short line that is one in a file without columns."""
    text = block.flow.text
    if block.kind is not BlockKind.ROW and (
        len(text) > 120 or (text.endswith(".") and len(text) > 60) or _FINITE.search(text)
    ):
        return False
    row = read_row(text, walk.head)
    if row is None:
        walk.head.note(text)
        return block.kind is BlockKind.ROW and not find_hits(text, walk.parties.bodies, walk.parties.sender)
    kind = row.type
    reason = {
        ClauseType.REPORT: _("fordi raden i tabellen har en rapport og en frist"),
        ClauseType.DUTY: _("fordi raden i tabellen har en handling og en frist"),
    }.get(kind) or _("fordi raden i tabellen har kapittel, post og beløp")
    made = _proposal(walk, block.flow, kind, text, (reason,), bodies=(walk.parties.receiver,))
    walk.found.append(
        replace(made, deadline=row.deadline, amount=row.amount, chapter=row.chapter, post=row.post)
    )
    return True


def _read_sentence(walk: _Walk, sentence: Flow, *, leads: bool, is_first: bool) -> None:
    if not is_first and _goes_on(walk, sentence):
        return
    hits = find_hits(sentence.text, walk.parties.bodies, walk.parties.sender)
    if leads and hits:
        walk.lead = _Lead(hits[-1], sentence)
        hits = hits[:-1]
    bodies: tuple[str, ...] = ()
    for hit in hits:
        bodies = (
            responsible_bodies(
                sentence.text, hit, walk.parties.bodies, walk.parties.sender, walk.parties.receiver
            )
            or bodies
        )
        _from_hit(walk, sentence, hit, bodies)


def _goes_on(walk: _Walk, sentence: Flow) -> bool:
    """«Dette omhandler å …» belongs to the sentence before; «Frist for … er …» gives a report its date."""
    start, end = sentence.span(0, len(sentence.text))
    if cues.CONTINUES.match(sentence.text):
        return _extend(walk, -1, start, end, _("fordi setningen etter forklarer den"))
    deadline = (
        find_deadline(sentence.text)
        if cues.DUE_ONLY.match(sentence.text) and len(sentence.text) < 160
        else NO_DEADLINE
    )
    if not deadline:
        return False
    near = [
        place for place in (-1, -2, -3) if len(walk.found) >= -place and start - walk.found[place].end < NEAR
    ]
    wanted = [place for place in near if not walk.found[place].deadline.date]
    reports = [place for place in wanted if walk.found[place].type is ClauseType.REPORT]
    chosen = next(iter(reports + wanted), None)
    return chosen is not None and _extend(
        walk, chosen, start, end, _("fordi setningen etter gir fristen"), deadline
    )


def _extend(
    walk: _Walk, place: int, start: int, end: int, reason: str, deadline: Deadline = NO_DEADLINE
) -> bool:
    """Give an earlier proposal a reason more, and the sentence too when it follows close and there is room."""
    if len(walk.found) < -place:
        return False
    one = walk.found[place]
    is_close = 0 <= start - one.end <= CLOSE and end - one.start <= MOST_QUOTED
    if not is_close and not deadline:
        return False
    reach = end if is_close else one.end
    walk.found[place] = replace(
        one,
        end=reach,
        quote=walk.text[one.start : reach],
        deadline=deadline or one.deadline,
        reasons=(*one.reasons, reason),
    )
    return True


def _from_hit(walk: _Walk, sentence: Flow, hit: Hit, bodies: tuple[str, ...]) -> None:
    pieces = pieces_of(sentence.text, hit)
    reasons = [_("fordi setningen inneholder «%(words)s»") % {"words": hit.label}]
    if len(pieces) > 1:
        reasons.append(_("fordi setningen har flere handlinger"))
    for piece in pieces:
        kind = type_of(sentence.text, hit, piece, len(pieces))
        walk.found.append(_from_piece(walk, sentence, replace(hit, type=kind), piece, tuple(reasons), bodies))


def _from_piece(
    walk: _Walk, sentence: Flow, hit: Hit, piece: Piece, reasons: tuple[str, ...], bodies: tuple[str, ...]
) -> Proposal:
    part = sentence.part(piece.start, piece.end)
    everyone = (*bodies, *partners(part.text, walk.parties.bodies))
    made = _proposal(walk, part, hit.type, piece.short, reasons, bodies=everyone)
    if made.deadline or hit.clause_start > 0 or piece.end >= len(sentence.text):
        return made
    before = find_deadline(sentence.text[: hit.start])
    return replace(made, deadline=before) if before else made


def _is_item(block: Block) -> bool:
    """A marked item, or after a colon a paragraph that begins with a label and no verb."""
    if block.kind is BlockKind.ITEM:
        return True
    label = _LABEL.match(block.flow.text)
    words = label[0] if label else block.flow.text
    return len(words) <= 110 and not _FINITE.search(words) and (label is not None or words[:1].islower())


def _from_item(walk: _Walk, block: Block, led: _Lead) -> None:
    """An item takes its type from the words that lead the list in; one with a cue of its own keeps it."""
    parties, lead = walk.parties, led.flow.text
    sentences = list(sentences_of(block.flow))
    asks = [find_hits(sentence.text, parties.bodies, parties.sender) for sentence in sentences]
    has_more = any(asks[1:])
    part = sentences[0] if has_more else block.flow
    if asks[0]:
        kind, reason = (
            asks[0][0].type,
            _("fordi setningen inneholder «%(words)s»") % {"words": asks[0][0].label},
        )
    else:
        kind, reason = led.hit.type, _("fordi listen begynner med «%(words)s»") % {"words": led.hit.label}
    label = _LABEL.match(part.text)
    bodies = responsible_bodies(lead, led.hit, parties.bodies, parties.sender, parties.receiver)
    made = _proposal(walk, part, kind, _upper(label[0] if label else part.text), (reason,), bodies=bodies)
    walk.found.append(made if made.deadline else replace(made, deadline=find_deadline(lead)))
    for sentence in sentences[1:] if has_more else ():
        _read_sentence(walk, sentence, leads=False, is_first=False)


def _upper(words: str) -> str:
    bare = words.strip(" .,;:")
    bare = bare.removeprefix("å ")
    return bare[:1].upper() + bare[1:]


def _proposal(
    walk: _Walk,
    part: Flow,
    kind: ClauseType,
    short: str,
    reasons: tuple[str, ...],
    *,
    bodies: tuple[str, ...],
) -> Proposal:
    """With its quotation, time, amount, chapter and item."""
    quoted = _quotable(part)
    start, end = quoted.span(0, len(quoted.text))
    end = min(end, start + MOST_QUOTED)
    amounts = find_amounts(part.text)
    items = find_budget_items(part.text)
    return Proposal(
        quote=walk.text[start:end], start=start, end=end, type=kind, short_text=short[:300] or quoted.text[:300], bodies=unique(bodies),
        deadline=find_deadline(part.text), amount=amounts[0].value if amounts else None,
        chapter=items[0].chapter if items else "", post=items[0].post if items else "", reasons=reasons,
    )  # fmt: skip


def _quotable(part: Flow) -> Flow:
    """The part, shortened at a space when it is longer than a clause can quote."""
    if part.places[-1] + 1 - part.places[0] <= MOST_QUOTED:
        return part
    last = next(
        (
            place
            for place in range(len(part.places) - 1, 0, -1)
            if part.places[place] - part.places[0] < MOST_QUOTED
        ),
        0,
    )
    cut = part.text.rfind(" ", 0, last + 1)
    return part.part(0, cut if cut > 0 else max(last, 1))


def _each_once(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Without a second proposal of the same type on the very same words and action."""
    seen: set[tuple[int, int, str, str]] = set()
    for one in found:
        key = (one.start, one.end, one.type, one.short_text)
        if one.quote and key not in seen:
            seen.add(key)
            yield one


def _placed(found: Iterator[Proposal], headings: Sequence[Heading]) -> Iterator[Proposal]:
    """Each under the last heading before it."""
    place, ordered = -1, sorted(found, key=lambda one: (one.start, one.end))
    for one in ordered:
        while place + 1 < len(headings) and headings[place + 1].start <= one.start:
            place += 1
        heading = headings[place] if place >= 0 else None
        yield replace(one, assignment=heading.number, heading=heading.title) if heading else one
