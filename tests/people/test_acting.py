"""Who acts, and for whom, in one query."""

import datetime

import pytest

from portal.people.acting import acting_person
from portal.people.models import Membership
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
TODAY, DAY = datetime.date(2026, 3, 2), datetime.timedelta(days=1)


def test_acting_person_is_the_user_with_what_they_are_that_day(django_assert_num_queries) -> None:
    user = factories.member(Role.COORDINATOR)
    held = Membership.objects.select_related("organisation").get(user=user)

    with django_assert_num_queries(1):
        found = acting_person(user.pk, today=TODAY)
        assert found is not None
        shown = (
            found.membership,
            found.membership.organisation,
            found.organisation,
            found.rights,
            str(found),
        )

    assert shown == (held, held.organisation, held.organisation, user.rights, str(user))
    assert vars(found)["password"] == user.password
    assert found.membership.roles == held.roles


def test_nobody_acts_outside_the_dates_of_the_membership() -> None:
    """domain.md O-04: both days included."""
    user = factories.member(Role.COORDINATOR)
    Membership.objects.filter(user=user).update(valid_from=TODAY, valid_to=TODAY)

    found = [acting_person(user.pk, today=TODAY + offset) for offset in (-DAY, 0 * DAY, DAY)]

    assert [one is not None for one in found] == [False, True, False]


def test_sentence_is_made_again_for_nobody() -> None:
    """The person and the day are put in afterwards: two people do not become each other."""
    first, second = factories.member(Role.COORDINATOR), factories.member(Role.CONTROLLER)

    assert acting_person(first.pk, today=TODAY) == first
    assert acting_person(second.pk, today=TODAY) == second
