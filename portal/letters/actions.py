"""What can be done with letters and clauses."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.errors import refuse_if
from portal.events import Audience, record
from portal.letters import rules
from portal.letters.models import Clause, Letter, Responsibility, StatusEntry
from portal.letters.states import REGISTER, ClauseStatus

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


@transaction.atomic
def draft_letter(*, letter: Letter, by: "User | None", at: datetime.datetime) -> Letter:
    """Save a new letter as a draft; the letter key is unique (domain.md T-01)."""
    letter.save()
    record("letter.drafted", letter, sentence=f"{letter} ble lagt inn som utkast.", by=by, at=at)
    return letter


@transaction.atomic
def add_clause(
    *,
    clause: Clause,
    responsible: "Organisation | None" = None,
    label: str = "",
    by: "User | None",
    at: datetime.datetime,
) -> Clause:
    """Add a clause to a draft letter, with who answers for it (domain.md T-07)."""
    clause.save()
    if responsible or label:
        Responsibility.objects.create(clause=clause, organisation=responsible, label=label)
    record("clause.added", clause, sentence=f"{clause} ble lagt til.", by=by, at=at, clauses=[clause.pk])
    return clause


@transaction.atomic
def register_letter(*, letter: Letter, by: "User | None", at: datetime.datetime) -> Letter:
    """Make a draft the registered letter: from now its words never change (domain.md T-02, T-03).

    Raises StepRefused with what is missing.
    """
    refuse_if(rules.missing_for_registration(letter))
    clauses = list(Clause.objects.of_letter(letter).values_list("pk", flat=True))
    return REGISTER.apply(letter, by=by, at=at, audience=Audience.EVERYONE, clauses=clauses, registered_at=at)


@transaction.atomic
def set_clause_status(
    *,
    clause: Clause,
    status: ClauseStatus,
    sentence: str,
    next_on: datetime.date | None = None,
    next_step: str = "",
    by: "User | None",
    at: datetime.datetime,
) -> Clause:
    """Write how a clause stands: one of the fixed words and a sentence (features.md A04)."""
    current = (
        Clause.objects.select_for_update(of=("self",)).select_related("assignment__letter").get(pk=clause.pk)
    )
    before = current.get_status_display()
    current.status, current.status_sentence = status, sentence
    current.next_on, current.next_step = next_on, next_step
    current.save(update_fields=["status", "status_sentence", "next_on", "next_step"])
    StatusEntry.objects.create(
        clause=current, status=status, sentence=sentence, next_on=next_on, next_step=next_step, at=at, by=by
    )
    record(
        "clause.status_set",
        current,
        sentence=f"{current}: {current.get_status_display()}. {sentence}",
        by=by,
        at=at,
        audience=Audience.EVERYONE,
        clauses=[current.pk],
        changes={"status": [str(before), str(current.get_status_display())]},
    )
    return current


@transaction.atomic
def hand_over_clause(
    *, clause: Clause, organisation: "Organisation", label: str = "", from_on: datetime.date, source: str,
    by: "User | None", at: datetime.datetime,
) -> Responsibility:  # fmt: skip
    """From a date another body answers for the clause; who did before is kept (domain.md T-04)."""
    eve = from_on - datetime.timedelta(days=1)
    for held in clause.responsibilities.select_for_update(of=("self",)).filter(valid_to=None):
        held.valid_to = eve
        held.save(update_fields=["valid_to"])
    responsibility = Responsibility.objects.create(
        clause=clause, organisation=organisation, label=label, valid_from=from_on, source=source
    )
    record(
        "clause.handed_over",
        clause,
        sentence=f"{clause}: ansvaret går til {responsibility.name_on(from_on)} fra {from_on:%d.%m.%Y}.",
        by=by,
        at=at,
        audience=Audience.EVERYONE,
        clauses=[clause.pk],
    )
    return responsibility
