"""Who may keep people and organisations, and what stands in the way."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.people.models import ApiToken, Membership, MembershipQuerySet, Organisation, User
from portal.permissions import Right, has_right

LONGEST_TOKEN_DAYS = 365
MOST_TOKENS = 10


def can_keep_people(user: User) -> bool:
    """Whether the user may make users and memberships."""
    return has_right(user, Right.KEEP_PEOPLE)


def can_use_api(user: User) -> bool:
    """Whether the user may hold keys to the API."""
    return has_right(user, Right.USE_API)


def missing_for_membership(
    *,
    user: User,
    organisation: Organisation,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    by: User | None,
) -> list[Problem]:
    """What stops a membership: own rights, dates, another membership in the same time (domain.md O-04)."""
    problems = []
    if by is not None and by.pk == user.pk:
        problems.append(Problem(_("Ingen gir seg selv tilgang. Be en annen driftsansvarlig."), code="own"))
    if valid_to is not None and valid_to < valid_from:
        problems.append(Problem(_("Sluttdatoen er før startdatoen."), code="dates"))
        return problems
    if not Organisation.objects.existing_on(valid_from).filter(pk=organisation.pk).exists():
        problems.append(
            Problem(
                _("%(name)s fantes ikke på startdatoen.") % {"name": organisation.name}, code="organisation"
            )
        )
    if _overlapping(user, valid_from, valid_to).exists():
        problems.append(
            Problem(_("Brukeren har alt et medlemskap i denne tiden. Avslutt det først."), code="overlap")
        )
    return problems


def missing_for_ending(*, membership: Membership, left_on: datetime.date, by: User | None) -> list[Problem]:
    """What stops the end of a membership."""
    problems = []
    if by is not None and by.pk == membership.user_id:
        problems.append(
            Problem(_("Ingen avslutter sin egen tilgang. Be en annen driftsansvarlig."), code="own")
        )
    if membership.valid_to is not None and membership.valid_to < left_on:
        problems.append(Problem(_("Medlemskapet er alt avsluttet."), code="ended"))
    return problems


def missing_for_token(*, user: User, days: int) -> list[Problem]:
    """What stops a new API key."""
    problems = []
    if not can_use_api(user):
        problems.append(Problem(_("Rollen din gir ikke tilgang til API-et."), code="right"))
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        problems.append(Problem(_("En nøkkel kan vare fra 1 til 365 dager."), code="days"))
    if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
        problems.append(Problem(_("Du har alt 10 nøkler. Slett en du ikke bruker."), code="many"))
    return problems


def missing_for_linking(*, newcomer: User, user: User) -> list[Problem]:
    """What stops an operator from giving a newcomer's login to a user who is known."""
    problems = []
    if newcomer.pk == user.pk or newcomer.memberships.exists() or not newcomer.socialaccount_set.exists():
        problems.append(Problem(_("Innloggingen tilhører alt en bruker med tilgang."), code="newcomer"))
    if not user.is_active or user.is_service:
        problems.append(Problem(_("Brukeren er stengt eller er en maskinbruker."), code="user"))
    return problems


def _overlapping(user: User, first: datetime.date, last: datetime.date | None) -> MembershipQuerySet:
    found = Membership.objects.filter(user=user).filter(Q(valid_to=None) | Q(valid_to__gte=first))
    return found if last is None else found.filter(valid_from__lte=last)
