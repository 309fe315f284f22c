"""Tying payments to the assignments they were for, and judging whether they are additional costs."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import StepRefused, refuse_if
from portal.events import record
from portal.letters.models import Assignment, Clause
from reporting import rules
from reporting.models import Allocation, Assessment, Authority, LedgerRow

if TYPE_CHECKING:
    from portal.people.models import User

MOST_AT_ONCE = 1_000


def _directives_of(authority: Authority) -> dict[int, Assignment]:
    return {assignment.pk: assignment for assignment in authority.basis_letter.assignments.directives()}


def _clauses_of(assignments: list[int]) -> list[int]:
    return list(Clause.objects.filter(assignment__in=assignments).values_list("pk", flat=True))


@transaction.atomic
def split_payment(
    *, row: LedgerRow, parts: Mapping[int, Decimal], by: "User", at: datetime.datetime
) -> LedgerRow:
    """Let the assignments carry the payment: {assignment id: kroner eks. mva.}, summing exactly (domain.md T-05).

    A new split replaces the former, which stays in the history. Raises StepRefused with the difference.
    """
    current = (
        LedgerRow.objects.select_for_update(of=("self",))
        .select_related("authority__basis_letter")
        .get(pk=row.pk)
    )
    given = {assignment: amount for assignment, amount in parts.items() if amount}
    refuse_if(rules.problems_with_split(current, given))
    known = _directives_of(current.authority)
    if not given.keys() <= known.keys():
        raise StepRefused(_("Føringen hører ikke til brevet som ga fullmakten."))
    before = {
        str(part.assignment): str(part.amount) for part in current.allocations.select_related("assignment")
    }
    current.allocations.all().delete()
    Allocation.objects.bulk_create(
        Allocation(row=current, assignment_id=assignment, amount=amount)
        for assignment, amount in given.items()
    )
    after = {str(known[assignment]): str(amount) for assignment, amount in given.items()}
    record(
        "payment.split",
        current,
        sentence=f"Bilag {current} ble knyttet til {', '.join(after)}.",
        by=by,
        at=at,
        clauses=_clauses_of(list(given)),
        changes={"allocations": [before, after]},
    )
    return current


@transaction.atomic
def tie_payments(
    *, authority: Authority, row_ids: list[int], assignment: Assignment, by: "User", at: datetime.datetime
) -> int:
    """Let one assignment carry each of many payments whole; those that are tied already are left. Returns how many."""
    if len(row_ids) > MOST_AT_ONCE:
        raise StepRefused(_("Velg høyst %(most)s bilag om gangen.") % {"most": MOST_AT_ONCE})
    if assignment.pk not in _directives_of(authority):
        raise StepRefused(_("Føringen hører ikke til brevet som ga fullmakten."))
    chosen = (
        LedgerRow.objects.of(authority).filter(pk__in=row_ids).select_for_update(of=("self",)).order_by("pk")
    )
    free = [row for row in chosen if row.is_counted and not row.allocations.exists()]
    Allocation.objects.bulk_create(
        Allocation(row=row, assignment=assignment, amount=row.amount) for row in free
    )
    record(
        "payments.tied",
        authority,
        sentence=f"{len(free)} bilagslinjer ble knyttet til {assignment}.",
        by=by,
        at=at,
        clauses=_clauses_of([assignment.pk]),
        changes={"rows": [[], [row.pk for row in free]]},
    )
    return len(free)


@transaction.atomic
def assess_payment(
    *, row: LedgerRow, is_additional_cost: bool, reason: str, remark: str, by: "User", at: datetime.datetime
) -> Assessment:
    """Say whether the payment is a merutgift, and why; StepRefused for a row set aside (domain.md E-08)."""
    refuse_if(rules.problems_with_assessment(row))
    assessment, _created = Assessment.objects.update_or_create(
        row=row, defaults={"is_additional_cost": is_additional_cost, "reason": reason, "remark": remark}
    )
    word = "en merutgift" if is_additional_cost else "ikke en merutgift"
    record("payment.assessed", row, sentence=f"Bilag {row} er vurdert som {word}: {reason}", by=by, at=at)
    return assessment
