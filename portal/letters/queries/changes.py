"""What a letter leaves open and what it settles, with the old and the new words side by side (moonshot 23)."""

import datetime
import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.letters.models import Clause, ClauseChange, Letter, Question

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User


@dataclass(frozen=True)
class Part:
    """A stretch of words that is the same, added or deleted, as c-diff draws it."""

    kind: str
    text: str


@dataclass(frozen=True)
class SideBySide:
    """An old and a new clause, and the words that differ."""

    change: ClauseChange
    parts: list[Part]


@dataclass(frozen=True)
class Desk:
    """A letter's questions, and what it does to what came before it."""

    questions: list[Question]
    settles: list[Question]
    changes: list[SideBySide]


def desk_of(letter: Letter, *, user: "User", moment: datetime.datetime | None = None) -> Desk:
    """The open questions of a letter, and the questions and clauses that it settles itself; three queries."""
    then = Q() if moment is None else Q(asked_at__lte=moment)
    settled = Q() if moment is None else Q(settled_at__lte=moment)
    seen = Question.objects.visible_to(user).select_related(
        "letter", "clause__assignment", "asked_by", "answered_by", "settled_by"
    )
    changes = _changes().filter(_known(moment), new__assignment__letter=letter)
    return Desk(
        questions=list(seen.filter(then, letter=letter)),
        settles=list(seen.filter(settled, settled_by=letter)),
        changes=[_beside(change) for change in changes],
    )


def changes_of(clause: Clause, *, moment: datetime.datetime | None = None) -> list[SideBySide]:
    """What has changed the clause, and what it has changed, oldest first."""
    touching = Q(old=clause) | Q(new=clause)
    return [_beside(change) for change in _changes().filter(_known(moment), touching)]


def _changes() -> "QuerySet[ClauseChange]":
    return ClauseChange.objects.select_related("old__assignment__letter", "new__assignment__letter").order_by(
        "at", "pk"
    )


def _known(moment: datetime.datetime | None) -> Q:
    return Q() if moment is None else Q(at__lte=moment)


def _beside(change: ClauseChange) -> SideBySide:
    return SideBySide(change, diff_words(change.old.quote, change.new.quote))


def diff_words(old: str, new: str) -> list[Part]:
    """The words of both, marked as the same, deleted or added."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    parts: list[Part] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[a:b])))
            continue
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        parts += [Part("deleted", gone)] if gone else []
        parts += [Part("added", come)] if come else []
    return parts
