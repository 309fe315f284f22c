"""The queue's work on a binder: gather, write, keep. It can be run again after a worker was killed."""

import tempfile
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from portal.dates import oslo_date
from portal.errors import DomainError
from portal.events import Audience, record
from portal.files import StoredFile, store_stream
from portal.letters.binder import file_count, parts_of, write_binder
from portal.letters.models import Binder
from portal.letters.queries.binders import letter_parts
from portal.letters.states import BinderState
from portal.permissions import Right

TOLD_EVERY = 10


def fill_binder(*, binder: Binder) -> Binder:
    """Gather the parts, write the zip and keep it; run again after a crash it begins anew.

    Files that are gone or changed on disk are named on the binder's first page and left out.
    """
    claimed = _claim(binder)
    if claimed is None:
        return binder
    try:
        with translation.override("nb"):
            return _finish(claimed, BinderState.DONE, file=_filled(claimed))
    except DomainError as error:
        return _finish(claimed, BinderState.FAILED, error=error.message[:300])


def _claim(binder: Binder) -> Binder | None:
    """Take the order for this process; None when another has it."""
    now = timezone.now()
    with transaction.atomic():
        current = Binder.objects.select_for_update(of=("self",)).select_related(
            "ordered_by", "assignment__letter__sender", "assignment__letter__receiver", "assignment__letter__file"
        ).get(pk=binder.pk)  # fmt: skip
        if current.state != BinderState.QUEUED and not current.is_stale_at(now):
            return None
        current.state, current.seen_at, current.done = BinderState.RUNNING, now, 0
        current.save(update_fields=["state", "seen_at", "done"])
    return current


def _filled(binder: Binder) -> StoredFile:
    user, assignment = binder.ordered_by, binder.assignment
    parts = [
        *letter_parts(user, assignment, today=oslo_date(binder.ordered_at)),
        *parts_of(user, assignment),
    ]
    total = file_count(parts)

    def tell(done: int) -> None:
        if done % TOLD_EVERY == 0 or done == total:
            Binder.objects.filter(pk=binder.pk).update(done=done, total=total, seen_at=timezone.now())

    facts = {"assignment": assignment, "letter": assignment.letter, "by": user, "at": binder.ordered_at}
    with tempfile.TemporaryFile() as target:
        write_binder(target, parts, facts, tell)
        target.seek(0)
        return store_stream(
            target, name=f"revisjonsmappe-{assignment.pk}.zip", content_type="application/zip", right=Right.EXPORT,
            organisation=user.organisation or assignment.letter.receiver, by=user,
        )  # fmt: skip


def _finish(binder: Binder, state: BinderState, **fields: Any) -> Binder:
    binder.state, binder.seen_at = state, timezone.now()
    for name, value in fields.items():
        setattr(binder, name, value)
    binder.save(update_fields=["state", "seen_at", *fields])
    if state == BinderState.DONE:
        record(
            "binder.filled", binder, sentence=f"Revisjonsmappe for {binder.assignment} er klar.", by=binder.ordered_by,
            at=binder.seen_at, audience=Audience.LOG_ONLY, changes={"sha256": [None, fields["file"].sha256]},
        )  # fmt: skip
    return binder
