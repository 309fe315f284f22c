"""The payments behind an assignment, as a part of the auditor's binder (moonshot 24)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.formatting import kroner
from portal.letters.binder import Part
from portal.letters.models import Assignment
from reporting.models import Allocation, LedgerRow

if TYPE_CHECKING:
    from portal.people.models import User


def payments_part(user: "User", assignment: Assignment) -> Iterator[Part]:
    """The counted payments that the assignment carries, kroner eks. mva., for those who read the money."""
    carried = (
        Allocation.objects.filter(assignment=assignment, row__in=LedgerRow.objects.visible_to(user).counted())
        .select_related("row")
        .order_by("row__cash_period", "row__pk")
    )
    rows = [
        (
            f"{part.row.voucher_type} {part.row.voucher_number}-{part.row.line_number}", part.row.cash_period,
            part.row.statskonto, part.row.artskonto, part.row.supplier_name, part.row.text, kroner(part.amount),
        )
        for part in carried
    ]  # fmt: skip
    columns = (
        _("Bilag"), _("Kontantperiode"), _("Statskonto"), _("Artskonto"), _("Leverandør"), _("Tekst"), _("Beløp eks. mva. (kr)"),
    )  # fmt: skip
    yield Part(_("Betalinger"), "betalinger", columns, rows)
