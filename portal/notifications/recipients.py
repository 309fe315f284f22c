"""Who the recipients are: language, how they want to hear of things, and who stands in for them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.dates import OSLO, oslo_date
from portal.notifications.models import Delegation, Preference
from portal.notifications.registry import To
from portal.notifications.states import Delivery
from portal.people.models import Membership, Organisation, User
from portal.people.roles import Role
from portal.workdays import at_hour, workday_on_or_after

DIGEST_HOUR = 8


@dataclass(frozen=True)
class Directory:
    """What must be known about all recipients of a scan; four queries, however many they are."""

    languages: Mapping[int, str]
    chosen: Mapping[tuple[int, str], str]
    delegates: Mapping[int, int]
    mailboxes: frozenset[int]

    def expanded(self, recipients: Iterable[To]) -> list[To]:
        """Those who can be told, each once, with whoever stands in for them."""
        found: dict[tuple[int | None, int | None], To] = {}
        for to in recipients:
            delegate = self.delegates.get(to.person_id or 0)
            if delegate:
                reason = _("fordi du er stedfortreder for en kollega som er borte")
                found.setdefault((delegate, None), To(reason, person_id=delegate))
            found.setdefault((to.person_id, to.mailbox_id), to)
        return [
            to for to in found.values() if to.person_id in self.languages or to.mailbox_id in self.mailboxes
        ]

    def language_of(self, to: To) -> str:
        return self.languages.get(to.person_id or 0, "nb")

    def delivery_of(self, to: To, kind: str) -> Delivery:
        """The person's choice for the kind, else their choice for everything, else at once."""
        person = to.person_id or 0
        return Delivery(self.chosen.get((person, kind)) or self.chosen.get((person, "")) or Delivery.AT_ONCE)


def directory_of(recipients: Iterable[To], *, now: datetime.datetime) -> Directory:
    """Look up everyone at once. People who are closed out or act for nobody are left out (domain.md O-04)."""
    today = oslo_date(now)
    recipients = list(recipients)
    people = {to.person_id for to in recipients if to.person_id}
    delegates = dict(
        Delegation.objects.held_on(today).filter(person__in=people).values_list("person", "delegate")
    )
    everyone = people | set(delegates.values())
    acting = Membership.objects.held_on(today).filter(user__in=everyone).values("user")
    languages = dict(User.objects.filter(pk__in=acting, is_active=True).values_list("pk", "language"))
    chosen = {
        (person, kind): delivery
        for person, kind, delivery in Preference.objects.filter(person__in=everyone).values_list(
            "person", "kind", "delivery"
        )
    }
    bodies = {to.mailbox_id for to in recipients if to.mailbox_id}
    mailboxes = Organisation.objects.filter(pk__in=bodies).exclude(mailbox="").values_list("pk", flat=True)
    return Directory(languages, chosen, delegates, frozenset(mailboxes))


def ready_at(delivery: Delivery, *, now: datetime.datetime) -> datetime.datetime:
    """When a notice made now may be mailed: at once, or at 08.00 Oslo time on the next working day."""
    if delivery != Delivery.DIGEST:
        return now
    day = workday_on_or_after(oslo_date(now))
    if now.astimezone(OSLO) >= at_hour(day, DIGEST_HOUR):
        day = workday_on_or_after(day + datetime.timedelta(days=1))
    return at_hour(day, DIGEST_HOUR)


def holders(
    organisations: Iterable[int], roles: Sequence[Role], *, reason: object, on: datetime.date
) -> dict[int, list[To]]:
    """For each body the people who hold one of the roles there on the date; one query. For use in `to`."""
    found: dict[int, list[To]] = defaultdict(list)
    held = Membership.objects.held_on(on).filter(
        organisation__in=set(organisations), roles__overlap=[role.value for role in roles]
    )
    for organisation, person in held.values_list("organisation", "user").order_by("user"):
        found[organisation].append(To(reason, person_id=person))  # type: ignore[arg-type]
    return found


def holders_or_mailbox(
    organisations: Iterable[int], roles: Sequence[Role], *, reason: object, on: datetime.date
) -> dict[int, list[To]]:
    """For each body the people who hold one of the roles there on the date, else its mailbox; one query."""
    asked = set(organisations)
    people = holders(asked, roles, reason=reason, on=on)
    return {pk: people.get(pk) or [To(reason, mailbox_id=pk)] for pk in asked}  # type: ignore[arg-type]
