"""A letter by hand: drafted, given clauses, registered."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.errors import refuse_if
from portal.events import Audience, record
from portal.letters import rules
from portal.letters.models import Clause, Letter, Responsibility
from portal.letters.states import REGISTER
from portal.letters.words import is_every_ministry

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
        Responsibility.objects.create(
            clause=clause, organisation=responsible, label=label,
            is_every_ministry=responsible is None and is_every_ministry(label),
        )  # fmt: skip
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
