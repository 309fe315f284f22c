"""What the pages about people and organisations show."""

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.db.models import Prefetch

from portal.dates import oslo_today
from portal.events import Event
from portal.jobs.models import Job
from portal.notifications.models import CalendarSubscription, Delegation, Notice, Preference
from portal.people.models import (
    ApiToken,
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationQuerySet,
    Succession,
    User,
    UserQuerySet,
)


@dataclass(frozen=True)
class OwnPage:
    """Everything on «Min side»."""

    memberships: MembershipQuerySet
    sessions: list[UserSession]
    tokens: list[ApiToken]
    has_two_steps: bool
    has_password: bool


def own_page(user: User) -> OwnPage:
    """What a person sees about themselves."""
    return OwnPage(
        memberships=memberships_of(user),
        sessions=list(UserSession.objects.filter(user=user).order_by("-last_seen_at")),
        tokens=list(ApiToken.objects.filter(user=user)),
        has_two_steps=is_mfa_enabled(user),
        has_password=user.has_usable_password(),
    )


def own_data(user: User) -> dict[str, Any]:
    """A copy of what the portal holds about a person (domain.md S-15)."""
    return {
        "user": {
            "id": str(user.public_id),
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined_at": user.joined_at,
            "last_login": user.last_login,
        },
        "memberships": [
            {
                "organisation": membership.organisation.key,
                "roles": membership.roles,
                "valid_from": membership.valid_from,
                "valid_to": membership.valid_to,
            }
            for membership in memberships_of(user)
        ],
        "logins": list(user.socialaccount_set.values("provider", "extra_data", "date_joined", "last_login")),
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "api_keys": list(ApiToken.objects.filter(user=user).values("name", "created", "expiry")),
        "notices": list(
            Notice.objects.filter(person=user)
            .order_by("created_at")
            .values("created_at", "title", "reason", "state")
        ),
        "notice_choices": list(Preference.objects.filter(person=user).values("kind", "delivery")),
        "absences": list(Delegation.objects.visible_to(user).values("delegate__name", "from_on", "to_on")),
        "jobs": list(Job.objects.filter(owner=user).values("title", "state", "created_at", "ended_at")),
        "calendar_addresses": list(
            CalendarSubscription.objects.filter(person=user).values("name", "created_at", "revoked_at")
        ),
        "events": list(
            Event.objects.filter(actor_id=user.pk)
            .order_by("at")
            .values("at", "type", "sentence", "subject_name")
        ),
    }


def memberships_of(user: User) -> MembershipQuerySet:
    """A person's memberships, newest first, with the organisations' names."""
    return user.memberships.select_related("organisation").prefetch_related("organisation__names")


def user_with_email(email: str) -> User | None:
    """The user with the address, whatever its case, or None."""
    return User.objects.filter(email__iexact=email).first() if email else None


def people(keeper: User) -> UserQuerySet:
    """The operator's list of users, each with memberships and organisations, in a fixed number of queries."""
    memberships = Membership.objects.select_related("organisation").prefetch_related("organisation__names")
    return User.objects.visible_to(keeper).prefetch_related(Prefetch("memberships", memberships))


def newcomers(keeper: User) -> UserQuerySet:
    """Those who have logged in through a provider and have no membership yet."""
    return (
        User.objects.visible_to(keeper).filter(is_active=True, is_service=False, memberships=None).distinct()
    )


def suggested_organisation(email: str) -> Organisation | None:
    """The organisation whose e-mail domain it is: a suggestion, never a membership (domain.md O-05)."""
    domain = email.rpartition("@")[2].lower()
    return Organisation.objects.with_names().filter(email_domain__iexact=domain).first() if domain else None


def organisations(date: datetime.date | None = None) -> OrganisationQuerySet:
    """Every organisation with its names; those that existed on the date when one is given."""
    found = Organisation.objects.with_names()
    return found.existing_on(date) if date else found


def choosable_organisations() -> OrganisationQuerySet:
    """The organisations that a person can act for today."""
    return organisations(oslo_today())


def successions_of(organisation: Organisation) -> list[Succession]:
    """Where the body's tasks came from and went, in order of date."""
    found = [
        *organisation.successions.select_related("predecessor", "successor"),
        *organisation.inheritances.select_related("predecessor", "successor"),
    ]
    return sorted(found, key=lambda succession: succession.takes_effect_on)
