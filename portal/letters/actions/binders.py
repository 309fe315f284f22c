"""The auditor's binder is ordered, started again, and taken out (moonshot 24)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import BadInput, StateChanged
from portal.events import Audience, record
from portal.files import StoredFile
from portal.letters.models import Assignment, Binder
from portal.letters.states import BinderState

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def order_binder(*, assignment: Assignment, by: "User", at: datetime.datetime) -> Binder:
    """Ask for a binder; it holds what the person who orders it may see."""
    binder = Binder.objects.create(assignment=assignment, ordered_by=by, ordered_at=at, seen_at=at)
    record(
        "binder.ordered", binder, sentence=f"Revisjonsmappe for {assignment} ble bestilt.", by=by, at=at,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return binder


@transaction.atomic
def restart_binder(*, binder: Binder, at: datetime.datetime) -> Binder:
    """Put work that stopped back in the queue, on a person's request."""
    current = Binder.objects.select_for_update().get(pk=binder.pk)
    if not current.is_stale_at(at):
        raise StateChanged(_("Mappen lages fremdeles. Vent litt."))
    current.state, current.seen_at = BinderState.QUEUED, at
    current.save(update_fields=["state", "seen_at"])
    return current


@transaction.atomic
def take_binder(*, binder: Binder, by: "User", at: datetime.datetime) -> StoredFile:
    """The finished file, when the disk still has the bytes that were written; written in the log (features.md X07)."""
    if binder.file is None or not binder.file.is_intact():
        raise BadInput(_("Mappen er ikke ferdig, eller filen er endret på disken. Bestill en ny."))
    record(
        "binder.fetched", binder, sentence=f"Revisjonsmappe for {binder.assignment} ble hentet.", by=by, at=at,
        audience=Audience.LOG_ONLY, changes={"sha256": [None, binder.file.sha256]},
    )  # fmt: skip
    return binder.file
