"""What a split over assignments or a judgement still lacks."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import LedgerRow


def problems_with_split(row: LedgerRow, parts: Mapping[int, Decimal]) -> list[Problem]:
    """Why a split over assignments cannot be saved; the parts must sum exactly to the row (domain.md T-05)."""
    if not row.is_counted:
        return [
            Problem(_("Linjen teller ikke mot rammen og kan ikke knyttes til en føring."), code="outcome")
        ]
    total = sum(parts.values(), ZERO)
    if total != row.amount:
        return [
            Problem(
                _("Delene blir %(total)s kr, men bilaget er %(amount)s kr. Det skiller %(difference)s kr.")
                % {
                    "total": kroner(total),
                    "amount": kroner(row.amount),
                    "difference": kroner(row.amount - total),
                },
                code="sum",
            )
        ]
    if any(part * row.amount < 0 for part in parts.values()):
        return [Problem(_("Alle delene må ha samme fortegn som bilaget."), code="sign")]
    return []


def problems_with_assessment(row: LedgerRow) -> list[Problem]:
    """Only what counts against the ceiling is judged as a merutgift or not (domain.md E-08)."""
    if row.is_counted:
        return []
    return [Problem(_("Linjen er satt til side og skal ikke vurderes som merutgift."), code="outcome")]
