"""Read models of the letter and clause pages."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from portal.letters.figures import money_behind
from portal.letters.models import Assignment, Clause, Letter, Responsibility
from portal.letters.states import AT_WORK, ClauseStatus, ClauseType
from portal.money import ZERO

if TYPE_CHECKING:
    from portal.people.models import User

FILTERS = ("alle", "forfalt", "uten-eier", "uten-dato", "lofter")


@dataclass
class ClauseLine:
    """A clause as the letter page shows it on a date."""

    clause: Clause
    owners: list[str]
    coming: str
    mark: str
    word: str
    is_overdue: bool

    @property
    def number(self) -> str:
        return self.clause.number


@dataclass
class AssignmentBlock:
    assignment: Assignment
    lines: list[ClauseLine] = field(default_factory=list)
    paid: Decimal = ZERO

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many clauses stand how, in words, most first."""
        return Counter(line.word.lower() for line in self.lines).most_common()


@dataclass
class LetterView:
    """The letter on a date: who owned what then, and how it stands now."""

    letter: Letter
    blocks: list[AssignmentBlock]
    shown_on: datetime.date
    counts: dict[str, int]
    chosen: str

    @property
    def clause_count(self) -> int:
        return self.counts["alle"]

    @property
    def legend(self) -> list[tuple[str, str, int]]:
        """(mark, word, count) for the strip's legend."""
        found = Counter((line.mark, line.word) for block in self.blocks for line in block.lines)
        return [(mark, word, count) for (mark, word), count in found.most_common()]


def mark_of(clause: Clause, owners: list[str], today: datetime.date) -> tuple[str, str]:
    """The sign and the word for how a clause stands."""
    if clause.status in (ClauseStatus.DROPPED, ClauseStatus.MODIFIED):
        return "information", str(clause.get_status_display())
    if clause.status == ClauseStatus.DONE:
        return "fulfilled", str(clause.get_status_display())
    if clause.is_overdue(today):
        return "overdue", _("Forfalt")
    if clause.type == ClauseType.INFORMATION:
        return "information", _("Til orientering")
    if not owners or clause.status == ClauseStatus.CHALLENGES:
        return "missing", _("Mangler eier") if not owners else str(clause.get_status_display())
    if clause.status in AT_WORK:
        return "on_track", str(clause.get_status_display())
    return "not_started", str(clause.get_status_display())


def _line(clause: Clause, shown_on: datetime.date, today: datetime.date) -> ClauseLine:
    held = [item for item in clause.responsibilities.all() if item.holds_on(shown_on)]
    coming = [
        item for item in clause.responsibilities.all() if item.valid_from and item.valid_from > shown_on
    ]
    owners = [item.name_on(shown_on) for item in held]
    mark, word = mark_of(clause, owners, today)
    return ClauseLine(
        clause=clause,
        owners=owners,
        coming=_("%(who)s fra %(date)s")
        % {"who": coming[0].name_on(coming[0].valid_from), "date": f"{coming[0].valid_from:%d.%m.%Y}"}
        if coming
        else "",
        mark=mark,
        word=word,
        is_overdue=clause.is_overdue(today),
    )


def _fits(line: ClauseLine, chosen: str) -> bool:
    clause = line.clause
    return {
        "forfalt": line.is_overdue,
        "uten-eier": not line.owners,
        "uten-dato": clause.due_on is None and clause.next_on is None,
        "lofter": clause.type == ClauseType.PROMISE,
    }.get(chosen, True)


def _with_owners(clauses: QuerySet[Clause]) -> QuerySet[Clause]:
    owners = Responsibility.objects.select_related("organisation").prefetch_related("organisation__names")
    return clauses.prefetch_related(Prefetch("responsibilities", queryset=owners))


def letter_view(
    letter: Letter, *, user: "User", shown_on: datetime.date, today: datetime.date, chosen: str = "alle"
) -> LetterView:
    """The letter's clauses in its own order, grouped by assignment; a constant number of queries."""
    clauses = list(_with_owners(Clause.objects.of_letter(letter).select_related("assignment")))
    lines = [_line(clause, shown_on, today) for clause in clauses]
    paid = money_behind(user, {clause.assignment_id for clause in clauses})
    blocks: dict[int, AssignmentBlock] = {}
    for line in lines:
        if _fits(line, chosen):
            assignment = line.clause.assignment
            block = blocks.setdefault(
                assignment.pk, AssignmentBlock(assignment, paid=paid.get(assignment.pk, ZERO))
            )
            block.lines.append(line)
    counts = {name: sum(_fits(line, name) for line in lines) for name in FILTERS}
    return LetterView(letter, list(blocks.values()), shown_on, counts, chosen)


def clause_view(clause: Clause, *, shown_on: datetime.date, today: datetime.date) -> ClauseLine:
    """One clause with its owners on a date."""
    loaded = _with_owners(Clause.objects.select_related("assignment__letter")).get(pk=clause.pk)
    return _line(loaded, shown_on, today)
