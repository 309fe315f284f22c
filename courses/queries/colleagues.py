"""Those who act for the same body."""

import datetime

from django.db.models import QuerySet

from portal.people.models import Membership, Organisation, User
from portal.permissions import RIGHTS, Right

_SIGNING = [role.value for role, rights in RIGHTS.items() if Right.SIGN_UP in rights]


def who_can_sign_up(organisation: Organisation, on: datetime.date) -> QuerySet[User]:
    """The active users who act for the body on the Oslo date with a role that signs up for courses."""
    held = Membership.objects.held_on(on).filter(organisation=organisation, roles__overlap=_SIGNING)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, is_service=False)
    return people.order_by("name", "pk")
