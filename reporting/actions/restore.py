"""Setting ties and judgements back to what a sealed version says."""

import json
from decimal import Decimal
from typing import Any

from django.utils import translation

from portal.files import stored_bytes
from portal.letters.models import Assignment
from reporting.models import Allocation, Assessment, LedgerRow, OverviewVersion
from reporting.queries.overview import rows_in_order

_JUDGED = ("assignments", "additional_cost", "remark")


def restore_sealed(*, version: OverviewVersion) -> int:
    """Give every row of the version the assignments and the judgement it was sent with; returns how many differed.

    In the caller's transaction. Raises BadInput when the sealed bytes are not what they were.
    """
    sealed = {_name(row): row for row in json.loads(stored_bytes(version.sha256))["rows"]}
    assignments = {item.number: item for item in version.authority.basis_letter.assignments.directives()}
    rows = (
        LedgerRow.objects.of(version.authority).counted().filter(pk__lte=version.last_row or 0).order_by("pk")
    )
    with translation.override("nb"):
        now = dict(zip(rows.values_list("pk", flat=True), rows_in_order(rows), strict=True))
    changed = 0
    for pk, row in now.items():
        was = sealed.get(_name(row._asdict()))
        if was and any(was[field] != getattr(row, field) for field in _JUDGED):
            _restore(pk, row.net, was, assignments)
            changed += 1
    return changed


def _name(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["voucher_type"], row["voucher_number"], row["line_number"]


def _restore(pk: int, amount: Decimal, was: dict[str, Any], assignments: dict[int, Assignment]) -> None:
    Allocation.objects.filter(row=pk).delete()
    Allocation.objects.bulk_create(
        Allocation(row_id=pk, assignment=assignments[number], amount=part)
        for number, part in _parts(was["assignments"], amount)
    )
    word, _colon, reason = was["additional_cost"].partition(": ")
    if not word:
        Assessment.objects.filter(row=pk).delete()
        return
    judged = {"is_additional_cost": word == "ja", "reason": reason, "remark": was["remark"]}
    Assessment.objects.update_or_create(row_id=pk, defaults=judged)


def _parts(text: str, amount: Decimal) -> list[tuple[int, Decimal]]:
    """From «1», or «1: 600,00, 2: 400,00», as the overview writes it."""
    if ":" not in text:
        return [(int(text), amount)] if text else []
    pairs = (part.split(": ") for part in text.split(", "))
    return [(int(number), Decimal(share.replace(",", "."))) for number, share in pairs]
