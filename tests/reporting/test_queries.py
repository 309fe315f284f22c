"""Sums and lists: right, in agreement, and in a number of queries that does not grow (domain.md E-03, E-05, E-22)."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.people.roles import Role
from reporting.models import Allocation, Assessment, Authority, LedgerRow
from reporting.queries.drawdown import drawdown_of
from reporting.queries.figures import paid_by_assignment
from reporting.queries.overview import overview_of
from reporting.queries.payments import PaymentFilter, filtered, payments_page
from tests import factories
from tests import factories_money as money

pytestmark = pytest.mark.django_db
KR = Decimal
OCTOBER = datetime.date(2024, 10, 14)


def tied(authority: Authority, number: int | None, amount: str, **fields: object) -> LedgerRow:
    """A payment carried whole by one assignment, or by none."""
    row = money.LedgerRowFactory(authority=authority, amount=KR(amount), **fields)
    if number:
        Allocation.objects.create(
            row=row, assignment=authority.basis_letter.assignments.get(number=number), amount=row.amount
        )
    return row


def overview(authority: Authority):
    return overview_of(authority, made_at=money.NOON, made_by="Prøve")


def queries_of(call) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def test_used_is_what_is_charged(authority) -> None:
    """domain.md E-03: net amounts that count, credits taken away; what is set aside is not in it."""
    tied(authority, 1, "42000.00", cash_period="202409")
    tied(authority, 1, "-2000.00", cash_period="202410")
    tied(authority, None, "500.50", cash_period="202410")
    tied(authority, None, "75000.00", outcome="accrual")

    shown = drawdown_of(authority, today=OCTOBER)

    assert (shown.paid, shown.left, shown.free) == (KR("40500.50"), KR("2059499.50"), KR("2059499.50"))
    assert [(line.assignment and line.assignment.number, line.total) for line in shown.lines] == [
        (1, KR("40000.00")), (2, KR("0.00")), (3, KR("0.00")), (4, KR("0.00")), (None, KR("500.50"))
    ]  # fmt: skip
    assert (shown.row_count, shown.untied_count, shown.set_aside, shown.last_period) == (
        3, 1, {"accrual": (1, KR("75000.00"))}, "202410"
    )  # fmt: skip


@pytest.mark.parametrize(("amount", "is_overspent"), [("2100000.00", False), ("2100000.01", True)])
def test_ceiling_is_the_last_ore_that_is_within(authority, amount, is_overspent) -> None:
    """domain.md E-03: 2 100 000,00 is within; 2 100 000,01 is «overskridelse»; nothing is refused (E-04)."""
    tied(authority, None, amount)

    assert drawdown_of(authority, today=OCTOBER).is_overspent is is_overspent


@pytest.mark.parametrize(
    ("today", "free"), [(datetime.date(2024, 12, 31), "2099000.00"), (datetime.date(2025, 1, 1), "0.00")]
)
def test_what_is_left_is_not_carried_over(authority, today, free) -> None:
    """domain.md E-05: on 01.01.2025 the 2024 authority is expired, available = 0."""
    tied(authority, 1, "1000.00")

    assert drawdown_of(authority, today=today).free == KR(free)


def test_split_payment_is_in_both_assignments(authority) -> None:
    """domain.md T-05."""
    row = money.LedgerRowFactory(authority=authority)
    with transaction.atomic():
        for number, amount in ((1, "600.00"), (2, "400.00")):
            Allocation.objects.create(
                row=row, assignment=authority.basis_letter.assignments.get(number=number), amount=KR(amount)
            )

    shown = drawdown_of(authority, today=OCTOBER)

    assert [line.total for line in shown.lines] == [KR("600.00"), KR("400.00"), KR("0.00"), KR("0.00")]
    assert (shown.row_count, shown.untied_count, shown.months[10]) == (1, 0, KR("1000.00"))


def test_share_on_the_first_two(authority) -> None:
    """domain.md 0, trap 3: show the split; do not block."""
    assert drawdown_of(authority, today=OCTOBER).share_on_first_two is None
    for number, amount in ((1, "200.00"), (2, "100.00"), (4, "100.00"), (None, "999.00")):
        tied(authority, number, amount)

    assert drawdown_of(authority, today=OCTOBER).share_on_first_two == KR(75)


def test_table_begins_with_the_first_month_that_holds_anything(authority) -> None:
    """domain.md 0, trap 1: the whole year, even what came before September."""
    first = drawdown_of(authority, today=OCTOBER).table.months[0].number
    tied(authority, 1, "10.00", cash_period="202403")

    table = drawdown_of(authority, today=OCTOBER).table

    assert (first, table.months[0].number, table.foot[0].amount, table.lines[0].cells[0].period) == (
        9,
        3,
        KR("10.00"),
        "202403",
    )


def test_other_authorities_rows_are_not_in_the_sum(authority) -> None:
    """domain.md E-02."""
    other = money.AuthorityFactory(budget_year=2025)
    tied(other, 1, "7.00", year=2025, cash_period="202501")

    assert (drawdown_of(authority, today=OCTOBER).paid, drawdown_of(other, today=OCTOBER).paid) == (
        KR("0.00"),
        KR("7.00"),
    )


def test_paid_by_assignment_is_for_those_who_read_the_money(authority) -> None:
    """domain.md S-05."""
    tied(authority, 1, "10.00")
    ids = list(authority.basis_letter.assignments.values_list("pk", flat=True))
    first = authority.basis_letter.assignments.get(number=1)

    figures = [paid_by_assignment(factories.member(role), ids) for role in (Role.STEWARD, Role.MEMBER)]

    assert figures == [{first.pk: KR("10.00")}, {}]


# The overview ----------------------------------------------------------------------------------

PAYMENT = st.tuples(
    st.lists(st.integers(min_value=1, max_value=9_999_999), min_size=1, max_size=4),
    st.sampled_from([1, -1]),
    st.integers(min_value=1, max_value=12),
    st.sampled_from(["671", "673", "642", "505", "1987"]),
    st.booleans(),
)


def make(authority: Authority, run, payments: list[tuple]) -> None:
    """A row per payment, carried by as many assignments as it has parts, or by none."""
    assignments = list(authority.basis_letter.assignments.directives())
    for ore, sign, month, artskonto, is_tied in payments:
        parts = [KR(part * sign) / 100 for part in ore]
        row = money.LedgerRowFactory(
            authority=authority,
            run=run,
            amount=sum(parts),
            cash_period=f"2024{month:02d}",
            artskonto=artskonto,
        )
        if is_tied:
            Allocation.objects.bulk_create(
                Allocation(row=row, assignment=assignment, amount=part)
                for assignment, part in zip(assignments, parts, strict=False)
            )


@pytest.mark.slow
@given(payments=st.lists(PAYMENT, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_of_the_overview_agree_to_the_ore(authority, payments) -> None:
    """domain.md E-22: Σ(føring) = Σ(month) = Σ(artskonto) = total = Σ(rows) = the drawdown."""
    run = money.RunFactory(authority=authority)
    with transaction.atomic():
        make(authority, run, payments)
        made = overview(authority)
        rows = list(made.rows())
        paid = drawdown_of(authority, today=OCTOBER).paid
        transaction.set_rollback(True)

    total = sum((sum(ore) * sign for ore, sign, *_rest in payments), 0)
    assert (made.sums.agree, made.sums.total * 100, sum((row.net for row in rows), KR(0))) == (
        True,
        total,
        made.sums.total,
    )
    assert (made.sums.count, len(rows), paid) == (len(payments), len(payments), made.sums.total)


def test_overview_of_a_year_without_payments(authority) -> None:
    """domain.md E-25: sum 0 and the sentence, not an error; every month is there."""
    made = overview(authority)

    assert (made.sums.total, list(made.rows()), made.is_empty, made.sums.agree) == (
        KR("0.00"),
        [],
        True,
        True,
    )
    assert (made.sums.by_month, made.zero_sentence) == (
        dict.fromkeys(range(1, 13), KR("0.00")), "Det er ikke foretatt utbetalinger på denne fullmakten i 2024."
    )  # fmt: skip


def test_overview_of_the_demo_year(whole_year) -> None:
    """domain.md E-22: corrections included, and what is set aside is not there."""
    made = overview(whole_year)
    rows = list(made.rows())

    assert (made.sums.total, made.left, made.sums.agree) == (KR("1930000.00"), KR("170000.00"), True)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.voucher_number for row in rows if row.voucher_number in ("240190", "240193", "240194")] == []
    assert {row.type for row in rows} == {"utbetaling", "kreditnota", "ompostering", "lønn", "reise"}


def test_row_of_the_overview_holds_every_column(authority) -> None:
    """domain.md 1.7."""
    row = tied(
        authority, None, "1000.00", supplier_name="Eksempel AS", supplier_number="974761424", supplier_country="NO", text="Råd",
        purpose="F1", vat=KR("250.00"), gross=KR("1250.00"), paid_on=OCTOBER, invoice_number="F-1", original_voucher="IV 9",
    )  # fmt: skip
    for number, amount in ((2, "400.00"), (1, "600.00")):
        Allocation.objects.create(
            row=row, assignment=authority.basis_letter.assignments.get(number=number), amount=KR(amount)
        )
    Assessment.objects.create(row=row, is_additional_cost=True, reason="Innleid", remark="Se notat")

    found = next(overview(authority).rows())

    assert (found.supplier_number, found.text, found.assignments, found.additional_cost, found.remark, found.account_name) == (
        "974761424 NO", "Råd, F1", "1: 600,00, 2: 400,00", "ja: Innleid", "Se notat",
        "Konsulenter til utvikling av programvare og IKT-løsninger",
    )  # fmt: skip


def test_pages_of_the_overview_are_cut_from_the_same_rows(whole_year) -> None:
    """The page and the file number the rows alike."""
    made = overview(whole_year)
    rows = list(made.rows())

    assert [*made.rows(0, 100), *made.rows(100, 200), *made.rows(200, 1000)] == rows


def test_order_of_rows_is_the_same_each_time(whole_year) -> None:
    """domain.md E-24: a file made again has the same rows in the same order."""
    keys = [
        (row.cash_period, row.voucher_type, row.voucher_number, row.line_number)
        for row in overview(whole_year).rows()
    ]

    assert (keys, len(set(keys))) == (sorted(keys), len(keys))


@pytest.mark.parametrize("name", ["drawdown", "overview", "payments"])
def test_number_of_queries_does_not_grow_with_the_rows(authority, name) -> None:
    """style.md 34."""
    calls = {
        "drawdown": lambda: drawdown_of(authority, today=OCTOBER).table.lines,
        "overview": lambda: list(overview(authority).rows()),
        "payments": lambda: payments_page(authority, PaymentFilter(), 1),
    }
    tied(authority, None, "1.00")
    tied(authority, 1, "1.00")
    few = queries_of(calls[name])
    for _n in range(48):
        tied(authority, 2, "1.00")

    assert queries_of(calls[name]) == few


# The list --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "amounts"),
    [
        ({}, ["1.00", "2.00", "3.00"]),
        ({"search": "eksempel"}, ["1.00"]),
        ({"search": "ANDRE råd"}, ["2.00"]),
        ({"search": "%"}, []),
        ({"assignment": "1"}, ["1.00"]),
        ({"assignment": "ingen"}, ["2.00", "3.00"]),
        ({"period": "202411"}, ["3.00"]),
        ({"type": "wages"}, ["3.00"]),
        ({"outcome": "accrual"}, ["4.00"]),
        ({"outcome": ""}, ["1.00", "2.00", "3.00", "4.00"]),
        ({"flagged": True}, ["2.00"]),
        ({"sort": "-belop"}, ["3.00", "2.00", "1.00"]),
        ({"sort": "leverandor"}, ["3.00", "2.00", "1.00"]),
        ({"sort": "tull"}, ["1.00", "2.00", "3.00"]),
    ],
)
def test_list_is_filtered_and_sorted(authority, wanted, amounts) -> None:
    """features.md R19: every figure opens its rows."""
    tied(authority, 1, "1.00", supplier_name="Eksempel AS", cash_period="202409")
    tied(authority, None, "2.00", supplier_name="Andre AS", text="Råd", flags=["rounded"])
    tied(authority, None, "3.00", supplier_name="Aa", type="wages", cash_period="202411")
    tied(authority, None, "4.00", outcome="accrual", cash_period="202412")

    assert [str(row.amount) for row in filtered(authority, PaymentFilter(**wanted))] == amounts


def test_split_payment_stands_once_in_the_list(authority) -> None:
    """features.md R04."""
    row = tied(authority, None, "1000.00")
    for number, amount in ((1, "600.00"), (2, "400.00")):
        Allocation.objects.create(
            row=row, assignment=authority.basis_letter.assignments.get(number=number), amount=KR(amount)
        )

    page = payments_page(authority, PaymentFilter(), 1)

    assert [(shown.key, shown.assignments) for shown in page.rows] == [(str(row.pk), "1, 2")]
