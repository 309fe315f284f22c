"""Who can treat the remarks of a foreleggelse."""

from django.db.models import QuerySet

from guidelines.models import Consultation
from portal.dates import oslo_today
from portal.people.models import Membership, User
from portal.permissions import RIGHTS, Right


def people_who_treat(consultation: Consultation) -> QuerySet[User]:
    """Those who write guidelines in the body that adopts or the one that keeps, today (features.md G10)."""
    roles = [role.value for role, rights in RIGHTS.items() if Right.WRITE_GUIDELINES in rights]
    bodies = [consultation.version.guideline.adopter_id, consultation.version.guideline.manager_id]
    held = Membership.objects.held_on(oslo_today()).filter(organisation__in=bodies, roles__overlap=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")
