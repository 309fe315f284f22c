"""What a person says of a proposal. Each has a version, so that two who change it at once lose nothing."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Problem, StateChanged, StepRefused, refuse_if
from portal.events import Audience, record
from portal.letters.locks import under_review
from portal.letters.models import LetterDraft, ProposedClause
from portal.letters.states import ProposalOrigin, ProposalState
from portal.letters.words import find_words, quoted

if TYPE_CHECKING:
    from portal.people.models import User

FIELDS = (
    "type", "short_text", "bodies", "due_on", "due_words", "amount", "chapter", "post", "assignment", "amends", "amends_how",
)  # fmt: skip
MOST_QUOTED = 500


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the proposal meanwhile: how it is now, by whom, and what they and you wrote."""

    current: ProposedClause
    differences: list[tuple[str, str, str]]


@transaction.atomic
def decide_proposal(
    *, proposal: ProposedClause, version: int, state: ProposalState, by: "User", at: datetime.datetime
) -> ProposedClause:
    """Accept or reject a proposal as it was shown; StateChanged with who changed it when it is another now."""
    current = _locked(proposal)
    if current.version != version:
        raise StateChanged(_told(current))
    current.state = state
    return _save(current, ["state"], "proposal.decided", by=by, at=at)


@transaction.atomic
def change_proposal(
    *, proposal: ProposedClause, version: int, changes: dict[str, Any], by: "User", at: datetime.datetime
) -> ProposedClause | Clash:
    """Change and accept a proposal; a Clash when somebody else did meanwhile, and then nothing is saved."""
    current = _locked(proposal)
    if current.version != version:
        return Clash(current, _differences(current, changes))
    for name in FIELDS:
        setattr(current, name, changes[name])
    current.state = ProposalState.ACCEPTED
    return _save(current, [*FIELDS, "state"], "proposal.changed", by=by, at=at)


@transaction.atomic
def merge_proposal(
    *,
    proposal: ProposedClause,
    version: int,
    by: "User",
    at: datetime.datetime,
    other: ProposedClause | None = None,
) -> ProposedClause:
    """Join a proposal with another of the draft, or with the next one in the text when none is named.

    The other is kept as rejected, and nothing it said is lost; the quote runs from the first word to the last.
    """
    current = _locked(proposal)
    if current.version != version:
        raise StateChanged(_told(current))
    others = current.draft.proposals.exclude(state=ProposalState.REJECTED).exclude(pk=current.pk)
    if other:
        following = others.filter(pk=other.pk).first()
    else:
        following = others.filter(start__gte=current.start).in_order().first()
    refuse_if(_problems_with_merge(current, following))
    assert following is not None
    current.start, current.end = min(current.start, following.start), max(current.end, following.end)
    current.quote = quoted(current.draft.text, current.start, current.end)
    current.short_text = f"{current.short_text}; {following.short_text}"[:300]
    current.bodies = list(dict.fromkeys([*current.bodies, *following.bodies]))
    current.reasons = list(dict.fromkeys([*current.reasons, *following.reasons]))
    for name in ("due_on", "due_words", "amount", "chapter", "post"):
        setattr(current, name, getattr(current, name) or getattr(following, name))
    current.amount = None if current.type == "promise" else current.amount
    current.origin, current.state = ProposalOrigin.MERGED, ProposalState.PROPOSED
    following.state = ProposalState.REJECTED
    following.reasons = [*following.reasons, _("slått sammen med forslaget før")]
    following.version += 1
    following.save(update_fields=["state", "reasons", "version"])
    written = [
        "start",
        "end",
        "quote",
        "bodies",
        "reasons",
        "origin",
        "state",
        "short_text",
        "due_on",
        "due_words",
    ]
    return _save(current, [*written, "amount", "chapter", "post"], "proposal.merged", by=by, at=at)


def _problems_with_merge(current: ProposedClause, following: ProposedClause | None) -> list[Problem]:
    if following is None:
        return [Problem(_("Det er ikke noe forslag å slå sammen med."), code="last")]
    words = quoted(current.draft.text, current.start, max(current.end, following.end))
    if len(words) > MOST_QUOTED:
        return [
            Problem(_("Sitatet blir lengre enn 500 tegn. Slå sammen forslag som står nærmere hverandre."))
        ]
    return []


@transaction.atomic
def split_proposal(
    *, proposal: ProposedClause, version: int, words: str, by: "User", at: datetime.datetime
) -> ProposedClause:
    """Divide a proposal where the words begin; both halves are to be gone through. Returns the second half."""
    current = _locked(proposal)
    if current.version != version:
        raise StateChanged(_told(current))
    found = find_words(current.draft.text[: current.end], words, after=current.start)
    place = found[0].start() if found else current.start
    if not current.start < place < current.end:
        raise StepRefused(_("Ordene må stå inne i sitatet, og ikke først. Skriv dem slik de står."))
    second = ProposedClause.objects.create(
        draft=current.draft, origin=ProposalOrigin.SPLIT, start=place, end=current.end,
        quote=quoted(current.draft.text, place, current.end), type=current.type,
        short_text=quoted(current.draft.text, place, current.end)[:300], bodies=current.bodies, due_on=current.due_on,
        due_words=current.due_words, assignment=current.assignment, reasons=[_("delt fra forslaget før")],
        changed_by=by, changed_at=at,
    )  # fmt: skip
    current.end = place
    current.quote = quoted(current.draft.text, current.start, place)
    current.state, current.origin = ProposalState.PROPOSED, ProposalOrigin.SPLIT
    _save(current, ["end", "quote", "state", "origin"], "proposal.split", by=by, at=at)
    return second


@transaction.atomic
def add_proposal(
    *, draft: LetterDraft, first_words: str, last_words: str = "", overlap_is_meant: bool = False,
    fields: dict[str, Any], by: "User", at: datetime.datetime,
) -> ProposedClause:  # fmt: skip
    """Add a clause that the reader did not find, by the letter's own words for it; it is accepted at once.

    Raises StepRefused when the words are not there, stand in several places, or lie over other proposals.
    """
    current = under_review(draft)
    start, end = _place(current, first_words, last_words)
    refuse_if(_problems_with_place(current, start, end, overlap_is_meant=overlap_is_meant))
    made = ProposedClause.objects.create(
        draft=current, origin=ProposalOrigin.ADDED, state=ProposalState.ACCEPTED, start=start, end=end,
        quote=quoted(current.text, start, end), reasons=[_("lagt til av en person")], changed_by=by, changed_at=at, **fields,
    )  # fmt: skip
    _record("proposal.added", made, by=by, at=at)
    return made


def _place(draft: LetterDraft, first_words: str, last_words: str) -> tuple[int, int]:
    found = find_words(draft.text, first_words)
    if not found:
        raise StepRefused(_("Ordene «%(words)s» står ikke i brevet.") % {"words": first_words[:80]})
    if len(found) > 1:
        text = _("Ordene «%(words)s» står %(count)s steder i brevet. Ta med flere ord.")
        raise StepRefused(text % {"words": first_words[:80], "count": len(found)})
    if not last_words.strip():
        return found[0].span()
    ends = find_words(draft.text, last_words, after=found[0].start())
    if not ends:
        raise StepRefused(_("Ordene «%(words)s» står ikke etter de første.") % {"words": last_words[:80]})
    return found[0].start(), ends[0].end()


def _problems_with_place(
    draft: LetterDraft, start: int, end: int, *, overlap_is_meant: bool
) -> list[Problem]:
    if len(quoted(draft.text, start, end)) > MOST_QUOTED:
        return [Problem(_("Sitatet er lengre enn 500 tegn. Velg færre ord."), code="long")]
    if overlap_is_meant:
        return []
    over = draft.proposals.overlapping(start, end).count()
    text = ngettext(
        "Utvalget ligger over %(count)s annet forslag. Endre det, eller kryss av for at overlappen er ment.",
        "Utvalget ligger over %(count)s andre forslag. Endre dem, eller kryss av for at overlappen er ment.",
        over,
    )
    return [Problem(text % {"count": over}, code="overlap")] if over else []


def _locked(proposal: ProposedClause) -> ProposedClause:
    """The proposal as it is now; the draft is held, so that nobody registers or merges meanwhile."""
    draft = under_review(proposal.draft)
    current = ProposedClause.objects.select_related("changed_by", "assignment", "amends").get(pk=proposal.pk)
    current.draft = draft
    return current


def _told(current: ProposedClause) -> str:
    text = _("%(who)s endret forslaget imens. Det er nå «%(state)s»: %(short)s. Se over, og velg på nytt.")
    return text % {
        "who": current.changed_by or "KI-portalen",
        "state": current.get_state_display(),
        "short": current.short_text,
    }


def _differences(current: ProposedClause, changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(field, as it is now, as you wrote it) for what differs."""
    pairs = [(name, getattr(current, name), changes[name]) for name in FIELDS]
    return [
        (_label(name), _shown(now), _shown(yours))
        for name, now, yours in pairs
        if (now or "") != (yours or "")
    ]


def _label(name: str) -> str:
    field = ProposedClause._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "–")


def _save(
    current: ProposedClause, fields: list[str], event_type: str, *, by: "User", at: datetime.datetime
) -> ProposedClause:
    current.version += 1
    current.changed_by, current.changed_at = by, at
    current.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
    _record(event_type, current, by=by, at=at)
    return current


def _record(event_type: str, proposal: ProposedClause, *, by: "User", at: datetime.datetime) -> None:
    record(
        event_type,
        proposal,
        sentence=f"Forslaget «{proposal}»: {proposal.get_state_display().lower()}."[:500],
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
    )
