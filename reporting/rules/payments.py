"""What a split over assignments or a judgement still lacks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pilots.models import Pilot
from pilots.states import PilotState
from portal.errors import Problem
from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import Correction, LedgerRow
from reporting.states import CorrectionKind

if TYPE_CHECKING:
    from portal.people.models import User


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


def problems_with_correction(correction: Correction) -> list[Problem]:
    """Why a correction cannot be explained so: another authority, itself, or our post on neither side (E-15, E-16)."""
    row, original = correction.row, correction.original
    if original and original.authority_id != row.authority_id:
        return [Problem(_("Rettingen kan ikke vise til en linje på en annen fullmakt."), code="authority")]
    ours = row.authority.statskonto
    if correction.kind == CorrectionKind.REPOSTING and ours not in (
        correction.from_statskonto,
        correction.to_statskonto,
    ):
        return [Problem(_("Én av statskontoene må være %(ours)s.") % {"ours": ours}, code="statskonto")]
    if correction.kind != CorrectionKind.REPOSTING and row.amount > 0:
        return [Problem(_("En kreditnota, tilbakebetaling eller tilbakeføring er negativ."), code="sign")]
    return []


def problems_with_trial(row: LedgerRow, pilot: Pilot, by: "User") -> list[Problem]:
    """Why the person cannot let a payment be for the trial (domain.md P-09, S-05).

    Only what counts is spent, and an idea has no plan. Of a trial that the person does not see, nothing is told.
    """
    problems = []
    if not row.is_counted:
        problems.append(
            Problem(_("Linjen teller ikke mot rammen og kan ikke føres på en utprøving."), code="outcome")
        )
    seen = Pilot.objects.visible_to(by).filter(pk=pilot.pk).first()
    if seen is None:
        problems.append(
            Problem(
                _("Utprøvingen finnes ikke, eller du har ikke tilgang til den. Velg en annen."), code="unseen"
            )
        )
    elif seen.state == PilotState.IDEA:
        problems.append(
            Problem(
                _("%(trial)s er en idé. Den må bli en plan før noe føres på den.") % {"trial": seen},
                code="idea",
            )
        )
    return problems
