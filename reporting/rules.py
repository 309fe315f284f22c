"""Who may do what with the money, and what a step still lacks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.formatting import kroner
from portal.letters.states import ClauseType
from portal.money import ZERO
from portal.permissions import Right, has_right
from reporting.models import Authority, LedgerRow

if TYPE_CHECKING:
    from portal.people.models import User


def can_read_money(user: "User") -> bool:
    """Coordinator, controller and approver of DSS or DIO, DFD's steward and auditors (permissions.py)."""
    return has_right(user, Right.READ_MONEY)


def can_keep_authorities(user: "User") -> bool:
    """The controller registers the fullmakt that the letter gives."""
    return has_right(user, Right.KEEP_AUTHORITIES)


def can_import_ledger(user: "User", authority: Authority) -> bool:
    """The controller of the body that may charge the post, and no other body (domain.md E-06)."""
    return has_right(user, Right.IMPORT_LEDGER) and user.organisation == authority.receiver


def can_tie_payments(user: "User", authority: Authority) -> bool:
    """As for imports: the receiver's own controller."""
    return has_right(user, Right.CODE_PAYMENTS) and user.organisation == authority.receiver


def can_export(user: "User") -> bool:
    """Taking out files is a right of its own (features.md X07)."""
    return has_right(user, Right.EXPORT)


def missing_for_authority(authority: Authority) -> list[Problem]:
    """What a fullmakt lacks before it is saved (domain.md E-01, T-08)."""
    problems = []
    clause = authority.basis_clause
    if clause.assignment.letter_id != authority.basis_letter_id:
        problems.append(Problem(_("Punktet står ikke i det brevet som er valgt."), code="clause"))
    if clause.type == ClauseType.PROMISE:
        problems.append(
            Problem(
                _("Punkt %(number)s er et løfte om finansiering, ikke en fullmakt. Det kan ikke registreres med beløp.")
                % {"number": clause.number},
                code="promise",
            )
        )
    elif clause.type != ClauseType.AUTHORITY:
        problems.append(Problem(_("Punkt %(number)s gir ingen fullmakt.") % {"number": clause.number}, code="type"))
    if authority.basis_letter.is_draft:
        problems.append(Problem(_("Brevet er et utkast. Registrer det først."), code="draft"))
    if authority.basis_letter.sender_id != authority.giver_id or authority.basis_letter.receiver_id != authority.receiver_id:
        problems.append(Problem(_("Giver og mottaker må være de samme som i brevet."), code="parties"))
    return problems


def problems_with_split(row: LedgerRow, parts: Mapping[int, Decimal]) -> list[Problem]:
    """Why a split over assignments cannot be saved; the parts must sum exactly to the row (domain.md T-05)."""
    if not row.is_counted:
        return [Problem(_("Linjen teller ikke mot rammen og kan ikke knyttes til en føring."), code="outcome")]
    total = sum(parts.values(), ZERO)
    if total != row.amount:
        return [
            Problem(
                _("Delene blir %(total)s kr, men bilaget er %(amount)s kr. Det skiller %(difference)s kr.")
                % {"total": kroner(total), "amount": kroner(row.amount), "difference": kroner(row.amount - total)},
                code="sum",
            )
        ]
    if any(part * row.amount < 0 for part in parts.values()):
        return [Problem(_("Alle delene må ha samme fortegn som bilaget."), code="sign")]
    return []
