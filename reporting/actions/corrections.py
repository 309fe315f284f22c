"""Saying what a correction in the ledger corrects (domain.md E-13…E-16)."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.errors import Problem, StepRefused, refuse_if
from portal.events import record
from reporting import rules
from reporting.models import Correction, LedgerRow
from reporting.states import CorrectionKind

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def explain_correction(*, correction: Correction, by: "User", at: datetime.datetime) -> Correction:
    """Keep what the row corrects; said again it replaces what was said, and the history keeps both.

    An ompostering has both statskontos, and its other leg is the row's amount with the opposite sign (E-15).
    Raises StepRefused for a row of another authority, for itself, and without an original (E-16).
    """
    row = (
        LedgerRow.objects.select_for_update(of=("self",))
        .select_related("authority")
        .get(pk=correction.row_id)
    )
    before = Correction.objects.filter(row=row).first()
    correction.pk = before.pk if before else None
    correction.row, correction.amount = row, row.amount
    if correction.kind == CorrectionKind.REPOSTING:
        correction.counter_amount = -row.amount
    refuse_if(rules.problems_with_correction(correction))
    try:
        correction.full_clean(validate_unique=False)
    except ValidationError as error:
        raise StepRefused(problems=[Problem(text) for text in error.messages]) from error
    correction.save(force_insert=before is None, force_update=before is not None)
    record(
        "payment.correction_explained",
        row,
        sentence=f"Bilag {row} er {correction.get_kind_display()} av {correction.names_original}: {correction.reason}",
        by=by,
        at=at,
        changes={"original": [before.names_original if before else None, correction.names_original]},
    )
    return correction
