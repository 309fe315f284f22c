"""Who acts, and for whom: asked on every request."""

import datetime

from portal.people.models import Membership, MembershipQuerySet, Organisation, User
from portal.sentences import Sentence, made_of

SOMEBODY, SOME_DAY = -1, datetime.date.max


def _held() -> MembershipQuerySet:
    held = Membership.objects.filter(user=SOMEBODY).held_on(SOME_DAY).order_by()
    return held.select_related("user", "organisation")


HELD = Sentence(_held)


def acting_person(user_id: int, *, today: datetime.date) -> User | None:
    """The user with the membership that holds on the Oslo date (domain.md O-04); None when there is none."""
    row = HELD.asked({SOMEBODY: user_id, SOME_DAY: today})
    if row is None:
        return None
    columns = iter(row)
    membership, user = made_of(Membership, columns), made_of(User, columns)
    membership.user, membership.organisation = user, made_of(Organisation, columns)
    user.membership = membership
    return user
