"""Saying which trial a payment was for (domain.md P-09)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.errors import refuse_if
from portal.events import record
from reporting import rules
from reporting.models import LedgerRow, TrialPayment

if TYPE_CHECKING:
    from pilots.models import Pilot
    from portal.people.models import User


@transaction.atomic
def tie_to_trial(
    *, row: LedgerRow, pilot: "Pilot | None", by: "User", at: datetime.datetime
) -> TrialPayment | None:
    """Let the whole payment be for one trial, or for none; a new answer replaces the former (domain.md P-09).

    Raises StepRefused for a row that does not count, for a trial the person does not see, and for an idea, which has
    no plan to spend after: what the form does not offer. The trial that is named already is always kept.
    """
    current = LedgerRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    before = TrialPayment.objects.select_related("pilot").filter(row=current).first()
    if pilot is None:
        if before is not None:
            before.delete()
            _note(current, before.pilot, None, by, at)
        return None
    if before is not None and before.pilot_id == pilot.pk:
        return before
    refuse_if(rules.problems_with_trial(current, pilot, by))
    made, _is_new = TrialPayment.objects.update_or_create(
        row=current, defaults={"pilot": pilot, "tied_by": by, "tied_at": at}
    )
    _note(current, before.pilot if before else None, pilot, by, at)
    return made


def _note(
    row: LedgerRow, before: "Pilot | None", after: "Pilot | None", by: "User", at: datetime.datetime
) -> None:
    told = (
        f"Bilag {row} er ført på utprøvingen {after.code}."
        if after
        else f"Bilag {row} er ikke lenger ført på utprøvingen {before.code if before else ''}."
    )
    record(
        "payment.trial_named",
        row,
        sentence=told,
        by=by,
        at=at,
        changes={"trial": [before.code if before else None, after.code if after else None]},
    )
