"""The overview of payments made, for the whole year: head, rows, sums that agree (domain.md 1.7, E-22, E-25, E-30)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from portal.dates import MONTHS
from portal.money import ZERO
from portal.progress import Tell, nobody_hears, told
from reporting.models import Account, Allocation, Authority, LedgerRow, OverviewVersion
from reporting.queries.sums import sums_of as kept_sums_of
from reporting.states import RowType

CHUNK = 2_000
IN_ORDER = ("cash_period", "voucher_type", "voucher_number", "line_number")


class OverviewRow(NamedTuple):
    """One line of the overview, in the order of its columns; amounts are kroner, `net` is what is charged to the post."""

    number: int
    voucher_type: str
    voucher_number: str
    line_number: int
    invoiced_on: datetime.date | None
    paid_on: datetime.date | None
    cash_period: str
    statskonto: str
    artskonto: str
    account_name: str
    supplier: str
    supplier_number: str
    invoice_number: str
    text: str
    assignments: str
    net: Decimal
    vat: Decimal | None
    gross: Decimal | None
    type: str
    original_voucher: str
    additional_cost: str
    remark: str


@dataclass
class Sums:
    """The same total, three ways."""

    total: Decimal = ZERO
    count: int = 0
    by_assignment: dict[str, Decimal] = field(default_factory=dict)
    by_month: dict[int, Decimal] = field(default_factory=dict)
    by_account_group: dict[str, Decimal] = field(default_factory=dict)

    @property
    def agree(self) -> bool:
        """Σ(føring) = Σ(month) = Σ(artskonto) = total, to the øre (domain.md E-22)."""
        ways = (self.by_assignment, self.by_month, self.by_account_group)
        return all(sum(way.values(), ZERO) == self.total for way in ways)


@dataclass
class Overview:
    """The year-end overview of one authority. `rows()` reads from the database in chunks."""

    authority: Authority
    made_at: datetime.datetime
    made_by: str
    sums: Sums
    # The version that it is; None for what the ledger says now.
    version: OverviewVersion | None = None
    # Hears how many rows have been read, so that a long file tells how far it is.
    tell: Tell = nobody_hears

    @property
    def title(self) -> str:
        return _("Oversikt over foretatte utbetalinger %(year)s") % {"year": self.authority.budget_year}

    @property
    def left(self) -> Decimal:
        return self.authority.ceiling - self.sums.total

    @property
    def is_empty(self) -> bool:
        return self.sums.count == 0

    @property
    def zero_sentence(self) -> str:
        return _("Det er ikke foretatt utbetalinger på denne fullmakten i %(year)s.") % {
            "year": self.authority.budget_year
        }

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[OverviewRow]:
        """The rows in order of period and voucher, read in chunks; all of them, or those from `start` to `stop`."""
        return told(_rows_of(self.authority, start, stop), self.tell)

    def apart(self) -> list[OverviewRow]:
        """Rows judged not to be additional costs: charged until they are reposted, and listed apart (domain.md E-08)."""
        rows = LedgerRow.objects.of(self.authority).counted().filter(assessment__is_additional_cost=False)
        return list(rows_in_order(rows.order_by(*IN_ORDER)))


def overview_of(
    authority: Authority, *, made_at: datetime.datetime, made_by: str, version: OverviewVersion | None = None
) -> Overview:
    """The overview with its sums; corrections are rows like all others, and every month is there."""
    return Overview(
        authority=authority, made_at=made_at, made_by=made_by, sums=sums_of(authority), version=version
    )


def sums_of(authority: Authority) -> Sums:
    """The total of what counts, and the three ways to it (domain.md E-22): one pass over the rows, and the kept ties."""
    counted = LedgerRow.objects.of(authority).counted()
    places = list(
        counted.annotate(group=Left("artskonto", 2))
        .values_list("cash_period", "group")
        .annotate(total=Sum("amount"), count=Count("pk"))
        .order_by("group", "cash_period")
    )
    months: dict[str, Decimal] = {}
    groups: dict[str, Decimal] = {}
    for period, group, amount, _count in places:
        months[period] = months.get(period, ZERO) + amount
        groups[group] = groups.get(group, ZERO) + amount
    total = sum(months.values(), ZERO)
    return Sums(
        total=total,
        count=sum(count for *_place, count in places),
        by_assignment=_by_assignment(authority, total),
        by_month={month: months.get(f"{authority.budget_year}{month:02d}", ZERO) for month in range(1, 13)},
        by_account_group=groups,
    )


def _by_assignment(authority: Authority, total: Decimal) -> dict[str, Decimal]:
    tied: dict[int | None, Decimal] = {}
    for part in kept_sums_of(authority).parts:
        tied[part.assignment_id] = tied.get(part.assignment_id, ZERO) + part.amount
    sums = {
        _("Føring %(number)s. %(title)s") % {"number": item.number, "title": item.short_title}: tied.get(
            item.pk, ZERO
        )
        for item in authority.basis_letter.assignments.directives()
    }
    untied = total - sum(tied.values(), ZERO)
    return sums | ({_("Ikke knyttet til føring"): untied} if untied else {})


def rows_in_order(rows: QuerySet[LedgerRow]) -> Iterator[OverviewRow]:
    """Any rows as lines of an overview, numbered in the order they come, read in chunks."""
    return _read(rows, 0, None)


def _rows_of(authority: Authority, start: int, stop: int | None) -> Iterator[OverviewRow]:
    rows = LedgerRow.objects.of(authority).counted()
    return _read(rows.order_by(*IN_ORDER), start, stop)


def _read(rows: QuerySet[LedgerRow], start: int, stop: int | None) -> Iterator[OverviewRow]:
    names = dict(Account.objects.values_list("code", "name"))
    labels = {value: str(label) for value, label in RowType.choices}
    number = start
    chunk: list[tuple] = []
    for row in rows.values_list(*_FIELDS)[start:stop].iterator(CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _finished(chunk, number, names, labels)
            number += len(chunk)
            chunk = []
    yield from _finished(chunk, number, names, labels)


_FIELDS = (
    "pk", "voucher_type", "voucher_number", "line_number", "invoiced_on", "paid_on", "cash_period", "statskonto",
    "artskonto", "account_name", "supplier_name", "supplier_number", "supplier_country", "invoice_number", "text",
    "purpose", "amount", "vat", "gross", "type", "original_voucher",
    "assessment__is_additional_cost", "assessment__reason", "assessment__remark",
)  # fmt: skip


def _finished(
    chunk: list[tuple], before: int, names: dict[str, str], labels: dict[str, str]
) -> Iterator[OverviewRow]:
    carried: dict[int, list[tuple[int, Decimal]]] = {}
    # One value with all the keys: two thousand of them one by one take longer than the question.
    keys = RawSQL("SELECT unnest(%s::bigint[])", [[row[0] for row in chunk]])
    parts = Allocation.objects.filter(row__in=keys).order_by("assignment__number")
    for row_id, assignment, amount in parts.values_list("row_id", "assignment__number", "amount"):
        carried.setdefault(row_id, []).append((assignment, amount))
    for number, row in enumerate(chunk, before + 1):
        yield _row(number, row, carried.get(row[0], []), names, labels)


def _row(
    number: int,
    row: tuple,
    parts: list[tuple[int, Decimal]],
    names: dict[str, str],
    labels: dict[str, str],
) -> OverviewRow:
    (
        _pk, voucher_type, voucher_number, line_number, invoiced_on, paid_on, cash_period, statskonto, artskonto,
        account_name, supplier, supplier_number, supplier_country, invoice_number, text, purpose, net, vat, gross, kind,
        original_voucher, is_additional_cost, reason, remark,
    ) = row  # fmt: skip
    return OverviewRow(
        number=number,
        voucher_type=voucher_type,
        voucher_number=voucher_number,
        line_number=line_number,
        invoiced_on=invoiced_on,
        paid_on=paid_on,
        cash_period=cash_period,
        statskonto=statskonto,
        artskonto=artskonto,
        account_name=names.get(artskonto, account_name),
        supplier=supplier,
        supplier_number=f"{supplier_number} {supplier_country}".strip(),
        invoice_number=invoice_number,
        text=", ".join(part for part in (text, purpose) if part),
        assignments=_carried_by(parts),
        net=net,
        vat=vat,
        gross=gross,
        type=labels[kind],
        original_voucher=original_voucher,
        additional_cost=_judgement(is_additional_cost, reason),
        remark=remark or "",
    )


def _carried_by(parts: list[tuple[int, Decimal]]) -> str:
    """«1», or «1: 600,00, 2: 400,00» when the payment is split."""
    if len(parts) == 1:
        return str(parts[0][0])
    return ", ".join(f"{number}: {amount:.2f}".replace(".", ",") for number, amount in parts)


def _judgement(is_additional_cost: bool | None, reason: str | None) -> str:
    """«ja: …» or «nei: …», empty when nobody has judged the payment (domain.md E-08)."""
    if is_additional_cost is None:
        return ""
    word = _("ja") if is_additional_cost else _("nei")
    return f"{word}: {reason}"


def month_name(month: int) -> str:
    """The Norwegian name of the month, 1–12."""
    return MONTHS[month - 1]
