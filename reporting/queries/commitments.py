"""Ceiling, committed, invoiced, paid and free, in one table (features.md R04, R08)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from portal.money import ZERO
from reporting.models import Authority, Commitment, Invoice, LedgerRow
from reporting.queries.sums import sums_of


@dataclass(frozen=True)
class Use:
    """How a ceiling is used on a day, kroner eks. mva.; nothing is counted twice.

    `committed` is ordered and not invoiced, `invoiced` is invoiced and not paid, `paid` is the whole ledger.
    """

    ceiling: Decimal
    committed: Decimal
    invoiced: Decimal
    paid: Decimal
    has_expired: bool = False

    @property
    def used(self) -> Decimal:
        return self.committed + self.invoiced + self.paid

    @property
    def bound(self) -> Decimal:
        """Committed and invoiced together: what is not paid yet."""
        return self.committed + self.invoiced

    @property
    def free(self) -> Decimal:
        """Negative when more is used than the ceiling; nothing once the budget year is over (domain.md E-05)."""
        return ZERO if self.has_expired else self.ceiling - self.used


def use_of(authority: Authority, *, today: datetime.date, paid: Decimal | None = None) -> Use:
    """The use of the authority in one query, or two when the caller does not know what is paid."""
    sums = (
        Commitment.objects.of(authority)
        .binding()
        .with_sums()
        .aggregate(
            ordered=Coalesce(Sum("amount"), ZERO),
            cancelled=Coalesce(Sum("cancelled"), ZERO),
            invoiced=Coalesce(Sum("invoiced_sum"), ZERO),
            paid=Coalesce(Sum("paid_sum"), ZERO),
        )
    )
    return Use(
        ceiling=authority.ceiling_on(today),
        committed=sums["ordered"] - sums["cancelled"] - sums["invoiced"],
        invoiced=sums["invoiced"] - sums["paid"],
        paid=paid_on(authority) if paid is None else paid,
        has_expired=authority.has_expired(today),
    )


def paid_on(authority: Authority) -> Decimal:
    """The sum of what counts, kroner eks. mva. (domain.md E-03)."""
    return sum(sums_of(authority).paid_by_period.values(), ZERO)


def commitments_of(authority: Authority) -> QuerySet[Commitment]:
    """The orders with their sums; one query."""
    return Commitment.objects.of(authority).with_sums().select_related("assignment")


def rows_that_may_settle(invoice: Invoice) -> QuerySet[LedgerRow]:
    """Payments that settle no invoice yet and look like this one: same invoice number, or same amount."""
    free = LedgerRow.objects.of(invoice.commitment.authority).counted().filter(settlement=None)
    same_number = free.filter(invoice_number=invoice.number) if invoice.number else free.none()
    return (same_number | free.filter(amount=invoice.amount)).order_by("cash_period", "pk")


def exceptions_of(authority: Authority) -> QuerySet[Commitment]:
    """Orders that were let past the ceiling by a named person with a reason, as the report prints them (R07)."""
    return (
        Commitment.objects.of(authority).binding().exclude(exception_reason="").select_related("approved_by")
    )
