"""The chase button: writes to the silent, and shows exactly who gets what before anything is sent."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import DomainError, StateChanged
from portal.events import record
from portal.notifications.models import Notice
from portal.notifications.recipients import directory_of
from portal.notifications.registry import CHASES, Chase, To, Words
from portal.notifications.reminders import make_notice
from portal.people.models import Organisation, User

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Line:
    """One of the silent, and the addresses that would be written to; none: nobody can be reached."""

    name: str
    addresses: tuple[str, ...]
    has_been_told: bool


@dataclass(frozen=True)
class Plan:
    """Who would get what if the button were pressed now; `fingerprint` is of exactly this."""

    lines: tuple[Line, ...]
    words: Words
    recipients: tuple[To, ...]

    @property
    def to_send(self) -> int:
        return len(self.recipients)

    @property
    def fingerprint(self) -> str:
        told = [
            *(str((line.name, line.addresses)) for line in self.lines),
            self.words.title,
            self.words.sentence,
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def chase_of(label: str) -> Chase | None:
    """The declaration for a kind of object, by its label («letters.letter»)."""
    return CHASES.get(label)


def refuse_when_over(chase: Chase, obj: Any) -> None:
    """Raise StateChanged with the reason when nothing can be answered any longer."""
    reason = chase.over(obj)
    if reason:
        raise StateChanged(reason)


def plan_of(chase: Chase, obj: Any, *, now: datetime.datetime) -> Plan:
    """The silent at this moment, and whom the button would write to. Nobody is told twice on the same day."""
    silent = chase.silent(obj)
    directory = directory_of((to for one in silent for to in one.to), now=now)
    reached = {one.name: directory.expanded(one.to) for one in silent}
    told = set(
        Notice.objects.filter(
            rule=chase.key, subject_id=str(obj.pk), occurrence=occurrence_of(now)
        ).values_list("person", "mailbox")
    )
    addresses = _addresses(to for tos in reached.values() for to in tos)
    lines = [
        Line(
            name,
            tuple(sorted(addresses[to.person_id, to.mailbox_id] for to in tos)),
            bool(tos) and all((to.person_id, to.mailbox_id) in told for to in tos),
        )
        for name, tos in reached.items()
    ]
    new = {
        (to.person_id, to.mailbox_id): to
        for tos in reached.values()
        for to in tos
        if (to.person_id, to.mailbox_id) not in told
    }
    return Plan(tuple(lines), chase.words(obj), tuple(new.values()))


def _addresses(recipients: "Iterable[To]") -> dict[tuple[int | None, int | None], str]:
    wanted = list(recipients)
    people = User.objects.in_bulk({to.person_id for to in wanted if to.person_id})
    bodies = Organisation.objects.in_bulk({to.mailbox_id for to in wanted if to.mailbox_id})
    return {(pk, None): person.email for pk, person in people.items()} | {
        (None, pk): body.mailbox for pk, body in bodies.items()
    }


def occurrence_of(moment: datetime.datetime) -> str:
    """Pressed twice on a day, the second press finds everybody told."""
    return f"pressed={oslo_date(moment):%Y-%m-%d}"


@transaction.atomic
def send_chase(*, chase: Chase, obj: Any, fingerprint: str, by: User, at: datetime.datetime) -> int:
    """Write to the silent that the person has seen listed; returns how many recipients.

    Raises StateChanged when someone has answered or been added since the list was shown or nothing can be answered
    any longer, and DomainError when there is nobody to write to.
    """
    with translation.override(by.language):
        refuse_when_over(chase, obj)
        plan = plan_of(chase, obj, now=at)
        if plan.fingerprint != fingerprint:
            raise StateChanged(
                _("Noen har svart eller kommet til siden listen ble vist. Se over den nye listen.")
            )
        if not plan.recipients:
            raise DomainError(_("Det er ingen å minne på nå."))
    Notice.objects.bulk_create(_notices(chase, obj, plan.recipients, by=by, at=at), ignore_conflicts=True)
    record(
        "chase.sent",
        obj,
        sentence=f"{obj}: {plan.to_send} ble minnet på.",
        by=by,
        at=at,
        changes={"recipients": [None, sorted({line.name for line in plan.lines if line.addresses})]},
    )
    return plan.to_send


def _notices(
    chase: Chase, obj: Any, recipients: Sequence[To], *, by: User, at: datetime.datetime
) -> list[Notice]:
    directory = directory_of(recipients, now=at)
    made = []
    for to in recipients:
        with translation.override(directory.language_of(to)):
            notice = make_notice(
                rule=chase.key, obj=obj, occurrence=occurrence_of(at), to=to, words=chase.words(obj),
                delivery=directory.delivery_of(to, chase.key), now=at,
            )  # fmt: skip
            notice.sender = by
            made.append(notice)
    return made


def still_silent(notices: Sequence[Notice], *, now: datetime.datetime) -> set[int]:
    """The keys of those who have not answered since the button was pressed."""
    true = set()
    by_subject: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in notices:
        by_subject[notice.subject_type, notice.subject_id].append(notice)
    for (label, pk), group in by_subject.items():
        chase = CHASES.get(label)
        obj = chase.subject._default_manager.filter(pk=pk).first() if chase else None
        if chase is None or obj is None:
            continue
        recipients = [to for one in chase.silent(obj) for to in one.to]
        reached = directory_of(recipients, now=now).expanded(recipients)
        asked = {(to.person_id, to.mailbox_id) for to in reached}
        true |= {notice.pk for notice in group if (notice.person_id, notice.mailbox_id) in asked}
    return true
