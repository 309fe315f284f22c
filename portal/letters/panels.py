"""The letter on the front page: every clause as a tile, and what waits for those who keep it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.dates import oslo_today
from portal.letters.models import Clause, Confirmation, EvidenceTie, Letter, Question, Responsibility
from portal.letters.queries.gaps import gap_count
from portal.letters.queries.letters import AssignmentBlock, LetterView, letter_view, open_promises
from portal.letters.rules import can_write_letters
from portal.letters.states import OPEN, LetterKind
from portal.people.roles import Role
from portal.permissions import Right, has_right
from portal.todo import TodoItem, a_piece_at_a_time

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Tile:
    number: str
    mark: str
    word: str
    sentence: str
    url: str
    selected: bool = False


@dataclass(frozen=True)
class TileGroup:
    title: str
    tiles: list[Tile]


@dataclass(frozen=True)
class LegendItem:
    mark: str
    word: str
    count: int


def strip_of(view: LetterView) -> tuple[list[TileGroup], list[LegendItem]]:
    """The clauses as tiles grouped by assignment, and the legend with counts."""
    groups = [TileGroup(str(block.assignment), _tiles(block)) for block in view.blocks]
    return groups, [LegendItem(mark, word, count) for mark, word, count in view.legend]


def _tiles(block: AssignmentBlock) -> list[Tile]:
    return [
        Tile(
            number=line.number,
            mark=line.mark,
            word=line.word,
            sentence=f"{line.clause.short_text}. {line.clause.status_sentence}".strip(),
            url=line.clause.get_absolute_url(),
        )
        for line in block.lines
    ]


def letter_panel(user: "User") -> dict[str, Any] | None:
    """The supplementary letter with the most that is still open, as a strip; None for those who do not read letters.

    A small letter that specifies one clause does not take the place of the letter that everybody works by.
    """
    if not has_right(user, Right.READ_LETTERS):
        return None
    letter = (
        Letter.objects.visible_to(user)
        .registered()
        .filter(kind=LetterKind.SUPPLEMENTARY)
        .annotate(still_open=Count("assignments__clauses", filter=Q(assignments__clauses__status__in=OPEN)))
        .order_by("-still_open", "-dated_on", "-number")
        .first()
    )
    if letter is None:
        return None
    today = oslo_today()
    groups, legend = strip_of(letter_view(letter, user=user, shown_on=today, today=today))
    return {"letter": letter, "groups": groups, "legend": legend}


def gap_panel(user: "User") -> dict[str, Any] | None:
    """How much is missing in the letters (features.md A03), for those who keep or follow them."""
    if not has_right(user, Right.READ_FILES):
        return None
    count = gap_count(user, today=oslo_today())
    return {"count": count, "kinds": list(count.by_gap.items())} if count.gaps else None


def promise_panel(user: "User") -> dict[str, Any] | None:
    """Promises without an amount, with their age in days (moonshot 8, features.md R02)."""
    if not has_right(user, Right.READ_MONEY):
        return None
    promises = open_promises(user, today=oslo_today())
    return {"promises": promises} if promises else None


def questions_to_answer(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Questions to the letters that the steward's body sent."""
    if not user.has_role(Role.STEWARD):
        return
    asked = Question.objects.visible_to(user).unanswered().filter(letter__sender=user.organisation)
    for question in a_piece_at_a_time(asked.select_related("letter")):
        yield TodoItem(
            title=question.text,
            reason=_("Spørsmål til %(letter)s") % {"letter": question.letter},
            url=reverse("question", args=[question.pk]),
        )


def evidence_to_reconfirm(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Evidence of clauses that a later letter has changed, in the receiver's house (features.md A07)."""
    if not can_write_letters(user):
        return
    ties = EvidenceTie.objects.visible_to(user).to_reconfirm()
    own = ties.filter(clause__assignment__letter__receiver=user.organisation)
    for tie in a_piece_at_a_time(own.select_related("evidence", "clause__assignment")):
        yield TodoItem(
            title=_("Bekreft beviset «%(title)s» på nytt") % {"title": tie.evidence},
            reason=_("Punkt %(number)s er endret. %(why)s")
            % {"number": tie.clause.number, "why": tie.because},
            url=tie.evidence.get_absolute_url(),
        )


def clauses_to_confirm(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Joint duties that another body has confirmed, and that wait for the user's own (features.md A09)."""
    if not user.has_role(Role.COORDINATOR, Role.STEWARD):
        return
    confirmed = Confirmation.objects.standing()
    mine = Responsibility.objects.held_on(today).filter(organisation=user.organisation)
    waiting = (
        Clause.objects.visible_to(user)
        .filter(status__in=OPEN, pk__in=mine.values("clause"))
        .filter(pk__in=confirmed.values("clause"))
        .exclude(pk__in=confirmed.filter(organisation=user.organisation).values("clause"))
    )
    for clause in a_piece_at_a_time(waiting.select_related("assignment")):
        yield TodoItem(
            title=_("Bekreft: %(text)s") % {"text": clause.short_text},
            reason=_("Punkt %(number)s er felles. %(sentence)s")
            % {"number": clause.number, "sentence": clause.status_sentence},
            url=f"{clause.get_absolute_url()}#bekreft",
        )


def late_clauses(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Clauses past their date, for those who keep the letters."""
    if not can_write_letters(user):
        return
    late = Clause.objects.visible_to(user).overdue_on(today).select_related("assignment")
    for clause in a_piece_at_a_time(late.order_by("next_on")):
        yield TodoItem(
            title=clause.short_text,
            reason=_("Punkt %(number)s. %(sentence)s")
            % {"number": clause.number, "sentence": clause.status_sentence},
            url=clause.get_absolute_url(),
            due_on=clause.next_on,
            is_late=True,
        )
