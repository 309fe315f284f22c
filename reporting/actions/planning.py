"""The plan per month and the dates of the reporting (features.md R17, R18)."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal.events import record
from portal.formatting import dato, kroner
from portal.money import ZERO
from reporting.models import Authority, Deadline, PlannedMonth

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def plan_year(
    *, authority: Authority, months: Mapping[int, Decimal], by: "User", at: datetime.datetime
) -> None:
    """Write the whole year's plan: {month 1–12: kroner eks. mva.}; the history keeps the former."""
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    before = {item.month: str(item.amount) for item in authority.plan.all()}
    for month, amount in months.items():
        PlannedMonth.objects.update_or_create(authority=authority, month=month, defaults={"amount": amount})
    record(
        "authority.planned",
        authority,
        sentence=f"Planen for {authority} er {kroner(sum(months.values(), ZERO))} kr eks. mva.",
        by=by,
        at=at,
        clauses=[authority.basis_clause_id],
        changes={"plan": [before, {month: str(amount) for month, amount in months.items()}]},
    )


@transaction.atomic
def set_deadline(
    *, deadline: Deadline, due_on: datetime.date, source: str, by: "User", at: datetime.datetime
) -> Deadline:
    """Write a date and where it is from (domain.md E-28)."""
    current = Deadline.objects.select_for_update().get(pk=deadline.pk)
    before, current.due_on, current.source = current.due_on, due_on, source
    current.save(update_fields=["due_on", "source"])
    record(
        "deadline.set",
        current,
        sentence=f"Fristen «{current}» er {dato(due_on)}. Kilde: {source}"[:500],
        by=by,
        at=at,
        changes={"due_on": [before, due_on]},
    )
    return current
