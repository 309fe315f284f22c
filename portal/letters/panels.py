"""The letter on the front page: every clause as a tile, and what waits for those who keep it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.dates import oslo_today
from portal.letters.models import Clause, Letter
from portal.letters.queries import AssignmentBlock, LetterView, letter_view
from portal.letters.rules import can_write_letters
from portal.letters.states import LetterKind
from portal.permissions import Right, has_right
from portal.todo import TodoItem

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
    """The newest supplementary letter as a strip; None for those who do not read letters."""
    if not has_right(user, Right.READ_LETTERS):
        return None
    letter = (
        Letter.objects.visible_to(user)
        .registered()
        .filter(kind=LetterKind.SUPPLEMENTARY)
        .order_by("-dated_on")
        .first()
    )
    if letter is None:
        return None
    today = oslo_today()
    groups, legend = strip_of(letter_view(letter, user=user, shown_on=today, today=today))
    return {"letter": letter, "groups": groups, "legend": legend}


def late_clauses(user: "User", today: datetime.date) -> Iterator[TodoItem]:
    """Clauses past their date, for those who keep the letters."""
    if not can_write_letters(user):
        return
    late = Clause.objects.visible_to(user).overdue_on(today).select_related("assignment")
    for clause in late.order_by("next_on"):
        yield TodoItem(
            title=clause.short_text,
            reason=_("Punkt %(number)s. %(sentence)s")
            % {"number": clause.number, "sentence": clause.status_sentence},
            url=clause.get_absolute_url(),
            due_on=clause.next_on,
            is_late=True,
        )
