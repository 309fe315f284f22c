"""Those who act for the same body."""

import datetime

from django.db.models import QuerySet

from portal.people.models import Membership, Organisation, User
from portal.permissions import RIGHTS, Right

_SIGNING = [role.value for role, rights in RIGHTS.items() if Right.SIGN_UP in rights]


def who_can_sign_up(organisation: Organisation, on: datetime.date) -> QuerySet[User]:
    """The active users who act for the body on the Oslo date with a role that signs up for courses."""
    return _active(Membership.objects.held_on(on).filter(organisation=organisation, roles__overlap=_SIGNING))


def possible_leaders(user: User, organisation: Organisation, on: datetime.date) -> QuerySet[User]:
    """The active users who act for the body on the Oslo date, without the user (features.md C10)."""
    return _active(Membership.objects.held_on(on).filter(organisation=organisation)).exclude(pk=user.pk)


def _active(held: QuerySet[Membership]) -> QuerySet[User]:
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_service=False)
    return people.order_by("name", "pk")
