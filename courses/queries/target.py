"""Who the courses are for (domain.md K-03)."""

from django.db.models import QuerySet

from courses.models import InvitedBody


def invited_bodies() -> QuerySet[InvitedBody]:
    """The bodies beside the 17."""
    return InvitedBody.objects.select_related("organisation").prefetch_related("organisation__names")
