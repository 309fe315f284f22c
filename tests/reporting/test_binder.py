"""The payments in the auditor's binder (moonshot 24)."""

import pytest

from portal.people.roles import Role
from reporting.models import Allocation
from reporting.queries.binder import payments_part
from tests import factories_overviews as made
from tests.factories import member

pytestmark = pytest.mark.django_db


def test_payments_of_the_assignment_are_a_part_of_the_binder(authority) -> None:
    """Each payment the assignment carries, for those who read the money; nothing for others."""
    made.tied(authority)
    carried = Allocation.objects.select_related("assignment").first()

    shown = next(payments_part(member(Role.AUDITOR), carried.assignment))
    hidden = next(payments_part(member(Role.MEMBER), carried.assignment))

    assert len(shown.rows) == Allocation.objects.filter(assignment=carried.assignment).count() > 0
    assert list(hidden.rows) == []
