"""Read models of notices, the outbox and the calendar."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from portal.dates import oslo_today
from portal.notifications.dates import dates_of
from portal.notifications.models import (
    CalendarSubscription,
    Deadline,
    Delegation,
    Notice,
    OutgoingMail,
    Preference,
)
from portal.notifications.registry import kinds
from portal.notifications.states import NoticeState
from portal.notifications.writing import entry_of_notice
from portal.people.models import Membership, User
from portal.people.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

LAST_NOTICES = 100


def hash_of_secret(secret: str) -> str:
    """The SHA-256 of a secret address: only this is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def notices_for(user: User) -> list[Notice]:
    """The latest a person or their mailbox has been told, newest first; withdrawn ones left out.

    Two reminders of the same thing that were made at the same moment are one line, as in the mail.
    """
    told = Notice.objects.visible_to(user).still_open().select_related("mail")[:LAST_NOTICES]
    return list({(one.rule, one.subject_id, one.created_at): one for one in told}.values())


def sent_by(user: User) -> "QuerySet[OutgoingMail]":
    """The mail a person has set in motion, with what became of it; newest first."""
    return OutgoingMail.objects.filter(sender=user)[:LAST_NOTICES]


def waiting_of(user: User) -> "QuerySet[Notice]":
    """What a person has just sent and that is not in a mail yet; within half a minute it is."""
    waiting = Notice.objects.filter(sender=user, mail=None, state=NoticeState.WAITING)
    return waiting.select_related("person", "mailbox")[:LAST_NOTICES]


def outbox_for(user: User, *, state: str = "") -> "QuerySet[OutgoingMail]":
    """The outbox for an operator, perhaps only one state; newest first, a ceiling of two hundred."""
    mails = OutgoingMail.objects.visible_to(user)
    return (mails.filter(state=state) if state else mails)[:200]


@dataclass(frozen=True)
class Choice:
    """What is called one thing, and how the person has chosen to hear of it; empty follows the general choice."""

    kinds: tuple[str, ...]
    title: str
    delivery: str

    @property
    def kind(self) -> str:
        return self.kinds[0]


def choices_of(user: User) -> list[Choice]:
    """What the person can be told of, with their choice; events of the same name are one choice.

    That is what one of their roles hears of, their own or as a stand-in, and what they have been told of before for
    another reason, as the contact of a trial is.
    """
    chosen = dict(Preference.objects.filter(person=user).values_list("kind", "delivery"))
    roles, told = (
        _roles_of(user),
        set(Notice.objects.filter(person=user).order_by().values_list("rule", flat=True).distinct()),
    )
    named: dict[str, list[str]] = {}
    heard: set[str] = set()
    for kind in kinds():
        named.setdefault(kind.title, []).append(kind.key)
        if roles & kind.heard_by or kind.key in told:
            heard.add(kind.title)
    return [
        Choice(tuple(same), title, chosen.get(same[0], "")) for title, same in named.items() if title in heard
    ]


def _roles_of(user: User) -> set[Role]:
    """The roles that the person has today, and those of the colleagues they stand in for."""
    today = oslo_today()
    absent = Delegation.objects.held_on(today).filter(delegate=user)
    held = Membership.objects.held_on(today).filter(Q(user=user) | Q(user__in=absent.values("person")))
    return {Role(role) for roles in held.values_list("roles", flat=True) for role in roles}


def general_choice(user: User) -> str:
    """How the person hears of everything they have not chosen for; at once when nothing is chosen."""
    chosen = Preference.objects.filter(person=user, kind="").values_list("delivery", flat=True).first()
    return chosen or "at_once"


def colleagues_of(user: User) -> "QuerySet[User]":
    """Active people who act for the same body today, without the person."""
    if user.organisation is None:
        return User.objects.none()
    return (
        User.objects.filter(
            memberships__in=user.organisation.memberships.held_on(oslo_today()), is_active=True
        )
        .exclude(pk=user.pk)
        .order_by("name")
    )


def subscriber(secret: str) -> User | None:
    """The person a secret calendar address belongs to, if it is open and they still act for a body."""
    found = (
        CalendarSubscription.objects.filter(token_hash=hash_of_secret(secret), revoked_at=None)
        .select_related("person")
        .first()
    )
    if found is None or not found.person.is_active or found.person.membership is None:
        return None
    return found.person


def calendar_entries(user: User) -> list[dict[str, Any]]:
    """The dates a person may see: the programme's deadlines, their dated notices, and what the apps have."""
    entries = [
        {
            "uid": f"notifications.deadline-{deadline.pk}@ki-portalen",
            "summary": f"{deadline.title} ({deadline.organisation})",
            "description": deadline.source,
            "url": f"{settings.BASE_URL}{deadline.get_absolute_url()}",
            "starts": deadline.due_on,
            "made_at": datetime.datetime.combine(deadline.due_on, datetime.time(), datetime.UTC),
        }
        for deadline in deadlines_for(user)
    ]
    return entries + _dated_notices(user) + dates_of(user)


def _dated_notices(user: User) -> list[dict[str, Any]]:
    dated = Notice.objects.filter(person=user).still_open().exclude(subject_type="notifications.deadline")
    has_date = Q(due_on__isnull=False) | Q(starts_at__isnull=False)
    return [entry_of_notice(notice) for notice in dated.filter(has_date).order_by("created_at")]


def deadlines_for(user: User) -> "QuerySet[Deadline]":
    """The calendar as the person may see it, by date."""
    return (
        Deadline.objects.visible_to(user)
        .select_related("organisation", "met_by")
        .prefetch_related("organisation__names")
    )
