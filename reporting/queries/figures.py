"""Sums that other pages show beside their own."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from reporting.models import Allocation, Authority
from reporting.states import Outcome

if TYPE_CHECKING:
    from portal.people.models import User


def paid_by_assignment(user: "User", assignment_ids: Iterable[int]) -> dict[int, Decimal]:
    """Kroner eks. mva. paid per assignment, for those who may see the money; one query."""
    return dict(
        Allocation.objects.filter(
            assignment__in=list(assignment_ids),
            row__outcome=Outcome.COUNTED,
            row__authority__in=Authority.objects.visible_to(user),
        )
        .values_list("assignment")
        .annotate(total=Sum("amount"))
    )
