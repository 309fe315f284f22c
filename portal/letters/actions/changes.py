"""A later letter changes an earlier clause; a question is asked, answered and settled (domain.md T-03, moonshot 23)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import Problem, refuse_if
from portal.events import Audience, record
from portal.letters import rules
from portal.letters.actions.clauses import set_clause_status
from portal.letters.locks import locked
from portal.letters.models import Clause, ClauseChange, EvidenceTie, Letter, NotSettled, Question
from portal.letters.states import (
    ANSWER_QUESTION,
    CLOSED,
    SETTLE_QUESTION,
    ChangeKind,
    ClauseStatus,
    TieState,
)

if TYPE_CHECKING:
    from portal.people.models import User

CLOSES = {
    ChangeKind.CHANGES: (ClauseStatus.MODIFIED, "Endret av {new}."),
    ChangeKind.REPEALS: (ClauseStatus.DROPPED, "Opphevet av {new}."),
    ChangeKind.FULFILS: (ClauseStatus.DONE, "Innfridd av {new}."),
}
UNSETTLES = frozenset({ChangeKind.SPECIFIES, ChangeKind.CHANGES})


@transaction.atomic
def register_change(
    *, new: Clause, old: Clause, kind: ChangeKind, by: "User | None", at: datetime.datetime
) -> ClauseChange:
    """Say what a clause of a later letter does to an earlier one; both keep their words (domain.md T-03).

    Evidence of a clause that is specified or changed must be confirmed again (features.md A07); a changed,
    repealed or fulfilled clause is closed with a sentence. Raises StepRefused when the letters come in wrong order.
    """
    current = locked(old)
    refuse_if(rules.problems_with_change(new, current, kind))
    change = ClauseChange.objects.create(new=new, old=current, kind=kind, by=by, at=at)
    name = f"punkt {new.number} i {new.assignment.letter}"
    record(
        "clause.amended",
        current,
        sentence=f"{current} i {current.assignment.letter}: {name} {change.get_kind_display()} dette.",
        by=by,
        at=at,
        audience=Audience.EVERYONE,
        clauses=[current.pk, new.pk],
    )
    if kind in UNSETTLES:
        EvidenceTie.objects.counting().filter(clause=current).update(
            state=TieState.TO_RECONFIRM, changed_at=at, because=f"{name[:1].upper()}{name[1:]}"
        )
    if kind in CLOSES and current.status not in CLOSED:
        status, sentence = CLOSES[kind]
        # A letter makes a promise real by itself: nobody is waited for.
        author = None if status == ClauseStatus.DONE else by
        set_clause_status(clause=current, status=status, sentence=sentence.format(new=name), by=author, at=at)
    return change


@transaction.atomic
def ask_question(
    *, letter: Letter, clause: Clause | None, text: str, by: "User | None", at: datetime.datetime
) -> Question:
    """Park what the letter does not say, with the clause it is about if there is one."""
    question = Question.objects.create(letter=letter, clause=clause, text=text, asked_by=by, asked_at=at)
    record(
        "question.asked",
        question,
        sentence=f"Spørsmål til {letter}: {text}",
        by=by,
        at=at,
        clauses=_touched(question),
    )
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: "User | None", at: datetime.datetime) -> Question:
    """The sender's answer; it may be corrected until a letter settles the question."""
    if not answer.strip():
        refuse_if([Problem(_("Skriv svaret."), code="answer")])
    return ANSWER_QUESTION.apply(
        question,
        by=by,
        at=at,
        clauses=_touched(question),
        answer=answer.strip(),
        answered_by=by,
        answered_at=at,
    )


@transaction.atomic
def settle_question(
    *, question: Question, letter: Letter, by: "User | None", at: datetime.datetime
) -> Question:
    """A later registered letter settled the question."""
    refuse_if(_problems_with_settling(question, letter))
    return SETTLE_QUESTION.apply(
        question, by=by, at=at, clauses=_touched(question), settled_by=letter, settled_at=at
    )


@transaction.atomic
def turn_down_settling(
    *, letter: Letter, old: Clause | None, question: Question | None, by: "User", at: datetime.datetime
) -> NotSettled:
    """The letter does not settle it: it is not proposed again (moonshot 23). Said twice, nothing more happens."""
    made, is_new = NotSettled.objects.get_or_create(
        letter=letter, old=old, question=question, defaults={"by": by, "at": at}
    )
    if is_new:
        what = old or question
        record(
            "letter.settling_turned_down", letter, sentence=f"{letter} avklarer ikke «{what}».", by=by, at=at,
            clauses=[old.pk] if old else None,
        )  # fmt: skip
    return made


def _problems_with_settling(question: Question, letter: Letter) -> list[Problem]:
    if letter.is_draft:
        return [Problem(_("Brevet er et utkast. Registrer det først."), code="draft")]
    if letter.pk == question.letter_id or letter.dated_on < question.letter.dated_on:
        return [Problem(_("Bare et senere brev kan avklare spørsmålet."), code="order")]
    return []


def _touched(question: Question) -> list[int]:
    return [question.clause_id] if question.clause_id else []
