"""What an order, an invoice or a settlement still lacks; the control is by amount and cumulative (features.md R07…R10)."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import Authority, Commitment, Invoice, LedgerRow, Settlement
from reporting.queries.commitments import use_of

if TYPE_CHECKING:
    from portal.people.models import User


def would_overdraw(authority: Authority, amount: Decimal, *, today: datetime.date) -> Decimal:
    """By how many kroner eks. mva. the amount is more than what is free; 0 when there is room (R08)."""
    return max(amount - use_of(authority, today=today).free, ZERO)


def missing_for_commitment(
    commitment: Commitment, by: "User", *, today: datetime.date, exception_reason: str
) -> list[Problem]:
    """Why an order cannot be approved: own work, a year that is over, or more than is free (domain.md E-04, E-05, E-23)."""
    authority = commitment.authority
    problems = []
    if by.pk == commitment.registered_by_id:
        problems.append(
            Problem(_("Du har registrert bestillingen selv. En annen må godkjenne den."), code="same-person")
        )
    if authority.has_expired(today):
        problems.append(Problem(_("Fullmakten er utløpt. Ubrukt ramme overføres ikke."), code="expired"))
    over = would_overdraw(authority, commitment.amount, today=today)
    if over and not exception_reason.strip():
        free = use_of(authority, today=today).free
        text = _(
            "Bestillingen er %(over)s kr over det som er fritt (%(free)s kr eks. mva.). "
            "Spør giveren av fullmakten, eller skriv grunnen til et unntak."
        )
        problems.append(
            Problem(text % {"over": kroner(over), "free": kroner(free)}, url="#unntak", code="over")
        )
    return problems


def missing_for_invoice(commitment: Commitment, amount: Decimal) -> list[Problem]:
    """Why an invoice is not taken: the order is not open, or less is left of it (R10); needs with_sums()."""
    if not commitment.is_open:
        return [Problem(_("Bestillingen må være godkjent og åpen før den kan faktureres."), code="state")]
    if amount > commitment.left:
        text = _("Fakturaen er %(amount)s kr, men det er %(left)s kr igjen av bestillingen, eks. mva.")
        return [Problem(text % {"amount": kroner(amount), "left": kroner(commitment.left)}, code="left")]
    if commitment.invoiced_sum + amount < 0:
        return [Problem(_("Kreditnotaen er større enn det som er fakturert."), code="credit")]
    return []


def missing_for_settlement(invoice: Invoice, row: LedgerRow) -> list[Problem]:
    """Why a payment does not settle an invoice: another authority, not counted, taken, or more than the invoice."""
    if row.authority_id != invoice.commitment.authority_id:
        return [Problem(_("Bilaget hører til en annen fullmakt."), code="authority")]
    if not row.is_counted:
        return [Problem(_("Bilaget er satt til side og er ingen betaling."), code="outcome")]
    if Settlement.objects.filter(row=row).exists():
        return [Problem(_("Bilaget er alt knyttet til en faktura."), code="taken")]
    paid = invoice.settlements.aggregate(total=Sum("row__amount"))["total"] or ZERO
    left = invoice.amount - paid
    if (row.amount > 0) != (left > 0) or abs(row.amount) > abs(left):
        text = _("Bilaget er %(amount)s kr, men det står %(left)s kr igjen å betale på fakturaen, eks. mva.")
        return [Problem(text % {"amount": kroner(row.amount), "left": kroner(left)}, code="left")]
    return []
