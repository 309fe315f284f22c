"""The plan per month (features.md R17)."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from portal.events import record
from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import Authority, PlannedMonth

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
