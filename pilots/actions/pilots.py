"""A trial in the register: begun, written, shared, moved, looked over, taken out."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pilots import rules
from pilots.journal import locked, refuse_broken
from pilots.journal import note as _note
from pilots.models import Ownership, Pilot, PilotNumber
from pilots.parts import TIME, Part
from portal.dates import oslo_date
from portal.errors import StateChanged, refuse_if
from portal.formatting import dato

if TYPE_CHECKING:
    from portal.letters.models import Clause
    from portal.people.models import Organisation, User


class PartChanged(StateChanged):
    """Somebody else has saved the same part; `current` is the trial as it is now."""

    def __init__(self, current: Pilot) -> None:
        self.current = current
        super().__init__(
            _("Noen andre har lagret denne delen mens du skrev. Se hva som står nå, og lagre på nytt.")
        )


@dataclass(frozen=True)
class Idea:
    """The three things that an idea needs (features.md P02), and the tool when it is known."""

    title: str
    summary: str
    work_process: str
    tool: str = ""


@transaction.atomic
def create_pilot(
    *,
    owner: "Organisation",
    idea: Idea,
    by: "User",
    at: datetime.datetime,
    clause: "Clause | None" = None,
    **facts: Any,
) -> Pilot:
    """Put an idea in the register, with a number that is its own for ever (features.md P02, P04)."""
    pilot = Pilot(
        number=PilotNumber.objects.create().pk, owner=owner, title=idea.title.strip(), summary=idea.summary.strip(),
        work_process=idea.work_process, tool=idea.tool.strip(), clause=clause, made_by=by, made_at=at, changed_at=at,
        contact=facts.pop("contact", by), **facts,
    )  # fmt: skip
    refuse_broken(pilot)
    pilot.save()
    Ownership.objects.create(pilot=pilot, organisation=owner, from_on=oslo_date(at), by=by)
    _note("pilot.begun", pilot, f"{pilot} ble lagt inn som idé.", by=by, at=at)
    return pilot


@transaction.atomic
def write_part(
    *, pilot: Pilot, part: Part, values: Mapping[str, Any], seen: str, by: "User", at: datetime.datetime
) -> Pilot:
    """Save one part of the entry; the event keeps what stood there before (domain.md P-01, P-09).

    Raises PartChanged when the part is no longer as it was `seen`, StateChanged when the trial is over.
    """
    current = locked(pilot)
    if current.is_over and not part.is_always_open:
        raise StateChanged(_("Utprøvingen er over, og denne delen kan ikke endres."))
    if seen and seen != part.mark_of(current):
        raise PartChanged(current)
    changes = {}
    for name in part.fields:
        if name in values and getattr(current, name) != values[name]:
            changes[name] = [_shown(getattr(current, name)), _shown(values[name])]
            setattr(current, name, values[name])
    if not changes:
        return current
    refuse_if(rules.problems_with_dates(current) if part is TIME else [])
    refuse_broken(current)
    current.changed_at = at
    current.save(update_fields=[*changes, "changed_at"])
    _note("pilot.written", current, f"«{part.title}» i {current} ble endret.", by=by, at=at, changes=changes)
    return current


def _shown(value: object) -> object:
    """What the log keeps of a value: a person or a body by its key."""
    return getattr(value, "pk", value)


@transaction.atomic
def share_pilot(*, pilot: Pilot, is_shared: bool, by: "User", at: datetime.datetime) -> Pilot:
    """Let the other ministries see the trial, or no longer (domain.md S-05)."""
    current = locked(pilot)
    if current.is_shared == is_shared:
        raise StateChanged(_("Utprøvingen er alt delt.") if is_shared else _("Utprøvingen er ikke delt."))
    current.is_shared, current.changed_at = is_shared, at
    current.save(update_fields=["is_shared", "changed_at"])
    verb = "ble delt med de andre departementene" if is_shared else "er ikke lenger delt"
    _note(
        "pilot.shared",
        current,
        f"{current} {verb}.",
        by=by,
        at=at,
        changes={"is_shared": [not is_shared, is_shared]},
    )
    return current


@transaction.atomic
def move_pilot(
    *,
    pilot: Pilot,
    to: "Organisation",
    from_on: datetime.date,
    because: str,
    by: "User",
    at: datetime.datetime,
) -> Pilot:
    """Another body takes over: number and address stay, and who owned it before stays with it (features.md P04)."""
    current = locked(pilot)
    refuse_if(rules.missing_for_move(current, to, from_on, oslo_date(at)))
    before = current.owner
    _note(
        "pilot.moved",
        current,
        f"{current} går fra {before} til {to} {dato(from_on)}.",
        by=by,
        at=at,
        changes={"owner": [before.pk, to.pk]},
    )
    held = current.ownerships.select_for_update().get(to_on=None)
    held.to_on = from_on - datetime.timedelta(days=1)
    held.save(update_fields=["to_on"])
    Ownership.objects.create(pilot=current, organisation=to, from_on=from_on, because=because.strip(), by=by)
    current.owner, current.contact, current.changed_at = to, None, at
    current.save(update_fields=["owner", "contact", "changed_at"])
    return current  # fmt: skip


@transaction.atomic
def review_pilot(*, pilot: Pilot, next_on: datetime.date, by: "User", at: datetime.datetime) -> Pilot:
    """The owner has looked the entry over, and says when it is to be done again (features.md P18)."""
    current = locked(pilot)
    refuse_if(rules.missing_for_review(next_on, oslo_date(at)))
    before, current.review_on = current.review_on, next_on
    current.save(update_fields=["review_on"])
    _note(
        "pilot.reviewed", current, f"{current} ble sett over. Neste gang: {dato(next_on)}.", by=by, at=at,
        changes={"review_on": [before, next_on]},
    )  # fmt: skip
    return current


@transaction.atomic
def delete_idea(*, pilot: Pilot, by: "User", at: datetime.datetime) -> None:
    """Take an idea out of the register; its number is not given again (features.md P04)."""
    current = locked(pilot)
    refuse_if(rules.missing_for_deletion(current))
    _note("pilot.deleted", current, f"{current} ble slettet. Nummeret brukes ikke igjen.", by=by, at=at)
    current.delete()
