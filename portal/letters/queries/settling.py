"""What a new letter probably settles: earlier questions and clauses that it speaks of, with the words they share (moonshot 23).

Counted, explained and only proposed: a person registers each, or says no.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.letters.models import Clause, ClauseChange, Letter, NotSettled, Question
from portal.letters.states import OPEN

LEAST_SHARED, LEAST_SHARE, MOST = 2, 0.4, 12
_WORD = re.compile(r"[^\W\d_]{5,}")
# Words that every letter has.
_EVERY_LETTER = {
    "arbei",
    "brevet",
    "depar",
    "virks",
    "skal ",
    "videre",
    "denne",
    "disse",
    "eller",
    "eventu",
    "gjennom",
    "mellom",
}
_STEM = 6


@dataclass(frozen=True)
class Proposal:
    """Something earlier that a clause of the letter may settle, and why it is believed."""

    new: Clause
    old: Clause | None
    question: Question | None
    shared: tuple[str, ...]
    share: float


def settled_by(letter: Letter) -> list[Proposal]:
    """Unsettled questions to earlier letters to the same receiver, and open clauses in them, the likeliest first.

    A clause that asks about the same is found by the words it shares; what is registered, or turned down, is left
    out. Five queries.
    """
    new = [(clause, _words(f"{clause.short_text} {clause.quote}")) for clause in _clauses_of(letter)]
    refused = list(NotSettled.objects.filter(letter=letter).values_list("old", "question"))
    refused_clauses, refused_questions = {old for old, _q in refused}, {q for _old, q in refused}
    changed = set(ClauseChange.objects.filter(new__assignment__letter=letter).values_list("old", flat=True))
    found = [
        _nearest(new, _words(question.text), question=question)
        for question in _questions_before(letter)
        if question.pk not in refused_questions
    ]
    found += [
        _nearest(new, _words(f"{clause.short_text} {clause.quote}"), old=clause)
        for clause in _clauses_before(letter)
        if clause.pk not in changed | refused_clauses
    ]
    likely = [one for one in found if one is not None]
    return sorted(likely, key=lambda one: (one.question is None, -one.share))[:MOST]


def _clauses_of(letter: Letter) -> Iterable[Clause]:
    return (
        Clause.objects.of_letter(letter)
        .select_related("assignment")
        .order_by("assignment__number", "position")
    )


def _clauses_before(letter: Letter) -> Iterable[Clause]:
    earlier = Clause.objects.registered().filter(
        status__in=OPEN,
        assignment__letter__receiver=letter.receiver_id,
        assignment__letter__dated_on__lt=letter.dated_on,
    )
    return earlier.exclude(assignment__letter=letter).select_related("assignment__letter")


def _questions_before(letter: Letter) -> Iterable[Question]:
    earlier = Question.objects.unsettled().filter(
        letter__receiver=letter.receiver_id, letter__dated_on__lte=letter.dated_on
    )
    return earlier.exclude(letter=letter).select_related("letter", "clause__assignment")


def _nearest(
    new: list[tuple[Clause, dict[str, str]]],
    words: dict[str, str],
    *,
    old: Clause | None = None,
    question: Question | None = None,
) -> Proposal | None:
    """The clause that shares the largest part of the words; None when too few are shared."""
    best: Proposal | None = None
    for clause, own in new:
        shared = tuple(word for stem, word in words.items() if stem in own)
        share = len(shared) / len(words) if words else 0
        is_enough = len(shared) >= LEAST_SHARED and share >= LEAST_SHARE
        if is_enough and (best is None or share > best.share):
            best = Proposal(clause, old, question, shared, share)
    return best


def _words(text: str) -> dict[str, str]:
    """The words that say something, by the beginning that their forms share."""
    words = (word.lower() for word in _WORD.findall(text))
    found: dict[str, str] = {}
    for word in words:
        stem = word[:_STEM]
        if not any(word.startswith(common.strip()) for common in _EVERY_LETTER):
            found.setdefault(stem, word)
    return found
