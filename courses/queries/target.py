"""Who the courses are for (domain.md K-03)."""

import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from courses.models import InvitedBody
from portal.people.models import OrganisationName, holds_on


def invited_bodies() -> QuerySet[InvitedBody]:
    """The bodies beside the 17."""
    return InvitedBody.objects.select_related("organisation").prefetch_related("organisation__names")


class BodyCode(NamedTuple):
    """A body by its primary key, its key in addresses, and what it is called for short."""

    pk: int
    key: str
    code: str


def body_codes(on: datetime.date) -> list[BodyCode]:
    """Every body with the code it has on the Oslo date, by code; one query and no objects."""
    names = OrganisationName.objects.filter(holds_on(on)).order_by("code")
    return [BodyCode(*row) for row in names.values_list("organisation", "organisation__key", "code")]
