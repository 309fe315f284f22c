"""The list of payments: filtered, sorted, a page at a time, with the same number of queries for any size."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from portal.formatting import NOT_APPLICABLE, kroner, periode
from portal.paging import Slice, slice_of
from reporting.models import Allocation, Authority, LedgerRow
from reporting.states import Outcome, RowType

PAGE_SIZE = 50
SHOWN = (
    "pk", "voucher_type", "voucher_number", "line_number", "cash_period", "supplier_name", "text", "artskonto",
    "amount", "type", "outcome", "flags",
)  # fmt: skip
CARRIED_BY = ArraySubquery(
    Allocation.objects.filter(row=OuterRef("pk")).order_by("assignment__number").values("assignment__number")
)
SORTS = {
    "periode": ("cash_period", "pk"),
    "belop": ("amount", "pk"),
    "leverandor": ("supplier_name", "pk"),
}
DEFAULT_SORT = "periode"


@dataclass(frozen=True)
class PaymentFilter:
    """What the address asks for; empty values ask for nothing."""

    search: str = ""
    assignment: str = ""
    period: str = ""
    type: str = ""
    outcome: str = Outcome.COUNTED
    flagged: bool = False
    sort: str = ""


def filtered(authority: Authority, wanted: PaymentFilter) -> QuerySet[LedgerRow]:
    """The rows of the authority that fit the filter, in the order asked for."""
    rows = LedgerRow.objects.of(authority)
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.period:
        rows = rows.filter(cash_period=wanted.period)
    if wanted.type in RowType.values:
        rows = rows.filter(type=wanted.type)
    if wanted.flagged:
        rows = rows.exclude(flags=[])
    if wanted.assignment == "ingen":
        rows = rows.filter(allocations=None)
    elif wanted.assignment.isdigit():
        rows = rows.filter(allocations__assignment__number=int(wanted.assignment))
    for word in wanted.search.split()[:5]:
        rows = rows.filter(
            Q(supplier_name__icontains=word) | Q(text__icontains=word) | Q(voucher_number__startswith=word)
        )
    return rows.order_by(*_order(wanted.sort))


def _order(sort: str) -> list[str]:
    fields = SORTS.get(sort.removeprefix("-"), SORTS[DEFAULT_SORT])
    return [f"-{name}" for name in fields] if sort.startswith("-") else list(fields)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A row as the list shows it: finished texts, since a template formats fifty rows slowly."""

    key: str
    name: str
    period: str
    supplier: str
    text: str
    artskonto: str
    assignments: str
    amount: str
    is_flagged: bool
    can_be_tied: bool


@dataclass(frozen=True)
class PaymentPage:
    rows: list[PaymentLine]
    slice: Slice

    @property
    def has_untied(self) -> bool:
        """Whether a row on this page can be tied to an assignment."""
        return any(row.can_be_tied for row in self.rows)


def payments_page(authority: Authority, wanted: PaymentFilter, page: int) -> PaymentPage:
    """One page of payments and what carries each of them: two queries."""
    rows = filtered(authority, wanted)
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    found = rows.values(*SHOWN, carried_by=CARRIED_BY)[cut.start : cut.stop]
    return PaymentPage(rows=[_line(row) for row in found], slice=cut)


def _line(row: dict[str, Any]) -> PaymentLine:
    assignments = ", ".join(str(number) for number in row["carried_by"])
    return PaymentLine(
        key=str(row["pk"]),
        name=f"{row['voucher_type']} {row['voucher_number']}-{row['line_number']}",
        period=periode(row["cash_period"]),
        supplier=row["supplier_name"],
        text=row["text"],
        artskonto=row["artskonto"],
        assignments=assignments or NOT_APPLICABLE,
        amount=kroner(row["amount"]),
        is_flagged=bool(row["flags"]),
        can_be_tied=row["outcome"] == Outcome.COUNTED and not assignments,
    )
