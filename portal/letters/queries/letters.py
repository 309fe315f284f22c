"""The letter and the clause as they stand, or as they stood on a date (features.md A08, moonshot 7)."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from portal.dates import end_of_day
from portal.letters.figures import money_behind
from portal.letters.models import (
    Assignment,
    Clause,
    ClauseChange,
    EvidenceTie,
    Letter,
    Responsibility,
    StatusEntry,
    ZeroReport,
)
from portal.letters.rules import can_see_evidence
from portal.letters.states import AT_WORK, CLOSED, PROVEN, ClauseStatus, ClauseType, TieState
from portal.money import ZERO

if TYPE_CHECKING:
    from portal.people.models import User

FILTERS = ("alle", "forfalt", "uten-eier", "uten-dato", "uten-bevis", "lofter")


@dataclass
class ClauseLine:
    """A clause as a page shows it on a date; `clause` is never saved, its status may be that of the date."""

    clause: Clause
    owners: list[str]
    coming: str
    mark: str
    word: str
    is_overdue: bool
    evidence: int | None = None
    to_reconfirm: int = 0
    changes: list[ClauseChange] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.clause.number

    @property
    def lacks_evidence(self) -> bool:
        return self.clause.type in PROVEN and self.evidence == 0


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
    """The letter on a date: who owned what then, and how it stood."""

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


def mark_of(
    clause: Clause, owners: list[str], today: datetime.date, *, has_zero_report: bool = False
) -> tuple[str, str]:
    """The sign and the word for how a clause stands."""
    status = str(clause.get_status_display())
    if clause.status == ClauseStatus.DONE:
        return "fulfilled", status
    if clause.status in CLOSED:
        return "information", status
    if has_zero_report:
        return "none_with_reason", _("Meldt: ingenting")
    if clause.is_overdue(today):
        return "overdue", _("Forfalt")
    if clause.type == ClauseType.INFORMATION:
        return "information", _("Til orientering")
    if not owners or clause.status == ClauseStatus.CHALLENGES:
        return "missing", _("Mangler eier") if not owners else status
    return ("on_track" if clause.status in AT_WORK else "not_started"), status


@dataclass(frozen=True)
class _Known:
    """What was known of the clauses at a moment, beside themselves."""

    evidence: dict[int, tuple[int, int]] | None
    zero: frozenset[int]
    changes: dict[int, list[ClauseChange]]


def _known(clauses: Iterable[Clause], *, user: "User", moment: datetime.datetime | None) -> _Known:
    ids = [clause.pk for clause in clauses]
    then = Q() if moment is None else Q(at__lte=moment)
    zero = ZeroReport.objects.filter(then, clause__in=ids).filter(
        Q(withdrawn_at=None) if moment is None else Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
    )
    changes: dict[int, list[ClauseChange]] = {}
    for change in ClauseChange.objects.filter(then, old__in=ids).select_related("new__assignment__letter"):
        changes.setdefault(change.old_id, []).append(change)
    return _Known(
        evidence=_evidence_counts(ids, moment) if can_see_evidence(user) else None,
        zero=frozenset(zero.values_list("clause_id", flat=True)),
        changes=changes,
    )


def ties_at(moment: datetime.datetime | None) -> Q:
    """The ties to evidence that counted at the moment; now when it is None."""
    if moment is None:
        return ~Q(state=TieState.LOOSENED)
    return Q(at__lte=moment) & (~Q(state=TieState.LOOSENED) | Q(changed_at__gt=moment))


def _evidence_counts(ids: list[int], moment: datetime.datetime | None) -> dict[int, tuple[int, int]]:
    rows = (
        EvidenceTie.objects.filter(ties_at(moment), clause__in=ids)
        .order_by()
        .values("clause_id")
        .annotate(count=Count("pk"), again=Count("pk", filter=Q(state=TieState.TO_RECONFIRM)))
    )
    return {row["clause_id"]: (row["count"], row["again"]) for row in rows}


def _line(clause: Clause, shown_on: datetime.date, on: datetime.date, known: _Known) -> ClauseLine:
    held = [item for item in clause.responsibilities.all() if item.holds_on(shown_on)]
    coming = [
        item for item in clause.responsibilities.all() if item.valid_from and item.valid_from > shown_on
    ]
    owners = [item.name_on(shown_on) for item in held]
    mark, word = mark_of(clause, owners, on, has_zero_report=clause.pk in known.zero)
    count, again = (None, 0) if known.evidence is None else known.evidence.get(clause.pk, (0, 0))
    return ClauseLine(
        clause=clause,
        owners=owners,
        coming=_("%(who)s fra %(date)s")
        % {"who": coming[0].name_on(coming[0].valid_from), "date": f"{coming[0].valid_from:%d.%m.%Y}"}
        if coming
        else "",
        mark=mark,
        word=word,
        is_overdue=clause.is_overdue(on),
        evidence=count,
        to_reconfirm=again,
        changes=known.changes.get(clause.pk, []),
    )


def _fits(line: ClauseLine, chosen: str) -> bool:
    clause = line.clause
    return {
        "forfalt": line.is_overdue,
        "uten-eier": not line.owners,
        "uten-dato": clause.due_on is None and clause.next_on is None,
        "uten-bevis": line.lacks_evidence,
        "lofter": clause.type == ClauseType.PROMISE,
    }.get(chosen, True)


def _loaded(clauses: QuerySet[Clause], moment: datetime.datetime | None) -> list[Clause]:
    """The clauses with their owners; with the status they had at the moment."""
    owners = Responsibility.objects.select_related("organisation").prefetch_related("organisation__names")
    wanted: list[Any] = [Prefetch("responsibilities", queryset=owners)]
    if moment is None:
        return list(clauses.prefetch_related(*wanted))
    entries: Any = StatusEntry.objects.filter(at__lte=moment).order_by("at", "pk")
    wanted.append(Prefetch("status_entries", queryset=entries, to_attr="entries_then"))
    return [_rewound(clause) for clause in clauses.prefetch_related(*wanted)]


def _rewound(clause: Clause) -> Clause:
    """The clause in memory with the last status entry it had then; a clause nobody had written of was not started."""
    entries: list[StatusEntry] = clause.entries_then  # type: ignore[attr-defined]
    last = entries[-1] if entries else StatusEntry(status=ClauseStatus.NOT_STARTED, sentence="")
    clause.status, clause.status_sentence = last.status, last.sentence
    clause.next_on, clause.next_step, clause.deliverable = last.next_on, last.next_step, last.deliverable
    return clause


def moment_of(shown_on: datetime.date, today: datetime.date) -> datetime.datetime | None:
    """The last moment of an earlier date; None for today and later, where things are as they are."""
    return end_of_day(shown_on) if shown_on < today else None


def letter_view(
    letter: Letter, *, user: "User", shown_on: datetime.date, today: datetime.date, chosen: str = "alle"
) -> LetterView:
    """The letter's clauses in its own order, grouped by assignment; a constant number of queries.

    Money is shown only as it is now: amounts of earlier dates are the money pages' own.
    """
    clauses = Clause.objects.of_letter(letter).select_related("assignment")
    lines, paid = _lines(clauses, user=user, shown_on=shown_on, today=today)
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


def assignment_view(
    assignment: Assignment, *, user: "User", shown_on: datetime.date, today: datetime.date
) -> AssignmentBlock:
    """One assignment with its clauses on a date."""
    clauses = Clause.objects.filter(assignment=assignment).select_related("assignment")
    lines, paid = _lines(clauses, user=user, shown_on=shown_on, today=today)
    return AssignmentBlock(assignment, lines, paid.get(assignment.pk, ZERO))


def _lines(
    clauses: QuerySet[Clause], *, user: "User", shown_on: datetime.date, today: datetime.date
) -> tuple[list[ClauseLine], dict[int, Decimal]]:
    moment = moment_of(shown_on, today)
    loaded = _loaded(clauses, moment)
    known = _known(loaded, user=user, moment=moment)
    on = shown_on if moment else today
    paid = {} if moment else money_behind(user, {clause.assignment_id for clause in loaded})
    return [_line(clause, shown_on, on, known) for clause in loaded], paid


def clause_view(clause: Clause, *, user: "User", shown_on: datetime.date, today: datetime.date) -> ClauseLine:
    """One clause with its owners and its status on a date."""
    one = Clause.objects.select_related("assignment__letter").filter(pk=clause.pk)
    return _lines(one, user=user, shown_on=shown_on, today=today)[0][0]


@dataclass(frozen=True)
class Promise:
    """A promise of money without an amount, and how many days it has waited (moonshot 8)."""

    clause: Clause
    promised_on: datetime.date
    days: int


def open_promises(user: "User", *, today: datetime.date) -> list[Promise]:
    """Promises that no letter has made real and nobody has dropped, for those who gave or were given them.

    The oldest first (features.md R02, domain.md T-08). Ages from the letter's date, in days.
    """
    mine = Q(assignment__letter__sender=user.organisation) | Q(assignment__letter__receiver=user.organisation)
    theirs = Responsibility.objects.filter(organisation=user.organisation).values(
        "clause__assignment__letter"
    )
    waiting = (
        Clause.objects.visible_to(user)
        .registered()
        .promises()
        .exclude(status__in=CLOSED)
        .filter(mine | Q(assignment__letter__in=theirs))
        .select_related("assignment__letter")
        .annotate(promised_on=F("assignment__letter__dated_on"))
        .order_by("promised_on", "assignment__number", "position")
    )
    return [
        Promise(clause, clause.promised_on, (today - clause.promised_on).days)  # type: ignore[attr-defined]
        for clause in waiting
    ]
