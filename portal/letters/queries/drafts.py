"""A letter under review: its text with the proposals marked, and the proposals with their reasons."""

import itertools
from collections import Counter
from dataclasses import dataclass

from portal.letters.models import LetterDraft, ProposedAssignment, ProposedClause
from portal.letters.states import ProposalState

FILTERS = ("alle", "igjen", "godtatt", "avvist", "uten-foring")


@dataclass(frozen=True)
class Stretch:
    """A part of the letter's text, and the proposal it belongs to, if any."""

    text: str
    proposal: ProposedClause | None
    number: int
    is_first: bool


@dataclass(frozen=True)
class NumberedProposal:
    number: int
    proposal: ProposedClause


@dataclass(frozen=True)
class Review:
    """What the page of a reading shows."""

    stretches: list[Stretch]
    proposals: list[NumberedProposal]
    assignments: list[ProposedAssignment]
    counts: dict[str, int]
    chosen: str


def review_of(draft: LetterDraft, chosen: str = "alle") -> Review:
    """The text and the proposals in the letter's order; three queries whatever their number."""
    found = draft.proposals.select_related("assignment", "amends__assignment", "changed_by").in_order()
    numbered = [NumberedProposal(number, proposal) for number, proposal in enumerate(found, 1)]
    states = Counter(item.proposal.state for item in numbered)
    counts = {
        "alle": len(numbered),
        "igjen": states[ProposalState.PROPOSED],
        "godtatt": states[ProposalState.ACCEPTED],
        "avvist": states[ProposalState.REJECTED],
        "uten-foring": sum(_is_homeless(item.proposal) for item in numbered),
    }
    return Review(
        stretches=list(_stretches(draft.text, numbered)),
        proposals=[item for item in numbered if _fits(item.proposal, chosen)],
        assignments=list(draft.assignments.all()),
        counts=counts,
        chosen=chosen,
    )


def _is_homeless(proposal: ProposedClause) -> bool:
    return proposal.assignment_id is None and proposal.state == ProposalState.ACCEPTED


def _fits(proposal: ProposedClause, chosen: str) -> bool:
    wanted = {
        "igjen": ProposalState.PROPOSED,
        "godtatt": ProposalState.ACCEPTED,
        "avvist": ProposalState.REJECTED,
    }
    if chosen == "uten-foring":
        return _is_homeless(proposal)
    return chosen not in wanted or proposal.state == wanted[chosen]


def _stretches(text: str, numbered: list[NumberedProposal]) -> list[Stretch]:
    """The text cut at every place where a proposal begins or ends; where two lie over, the later one is named."""
    shown = [item for item in numbered if item.proposal.state != ProposalState.REJECTED]
    begins: dict[int, list[NumberedProposal]] = {}
    for item in shown:
        begins.setdefault(item.proposal.start, []).append(item)
    cuts = sorted({0, len(text), *begins, *(item.proposal.end for item in shown)})
    open_now: list[NumberedProposal] = []
    marked: set[int] = set()
    stretches = []
    for start, end in itertools.pairwise(cuts):
        open_now = [item for item in open_now if item.proposal.end > start] + begins.get(start, [])
        over = open_now[-1] if open_now else None
        is_first = over is not None and over.number not in marked
        if over:
            marked.add(over.number)
        stretches.append(
            Stretch(text[start:end], over.proposal if over else None, over.number if over else 0, is_first)
        )
    return stretches
