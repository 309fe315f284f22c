"""The overview that PostgreSQL writes is the overview that Python writes, to the byte (domain.md E-27)."""

import datetime
import io
import sys
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.exports import write_csv
from reporting.documents import rows_sheet, write_overview_csv
from reporting.models import Account, Allocation, Assessment, Authority, LedgerRow
from reporting.queries.overview import overview_of
from reporting.queries.overview_copy import WHITESPACE
from reporting.states import Outcome, RowType
from tests import factories_money as money

pytestmark = pytest.mark.django_db
TRAPS = [
    "=1+1",
    "+47 22",
    "-5 stk",
    "@SUM(A1)",
    "\tfane",
    "\rretur",
    "a;b",
    '"sitat" og "',
    "to\nlinjer",
    "x\r\ny",
    "\\.",
    " ",
    "'",
]
TEXTS = {
    "voucher_type": 10, "voucher_number": 30, "account_name": 120, "purpose": 120, "text": 300, "supplier_name": 150,
    "supplier_number": 30, "supplier_country": 2, "invoice_number": 40, "original_voucher": 40,
}  # fmt: skip
some_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6) | st.text(
    "=+-@\t\r\n;\"'\\.a0 \u00a0", max_size=5
)


def bytes_of(authority: Authority) -> tuple[bytes, bytes]:
    """By PostgreSQL, and by Python from the same rows."""
    made = overview_of(authority, made_at=money.NOON, made_by="Prøve")
    fast, slow = io.BytesIO(), io.BytesIO()
    write_overview_csv(made, fast)
    write_csv(slow, rows_sheet(made))
    return fast.getvalue(), slow.getvalue()


def make(authority: Authority, **facts: object) -> LedgerRow:
    return money.LedgerRowFactory(authority=authority, **facts)


def carry(row: LedgerRow, parts: dict[int, str]) -> None:
    assignments = {item.number: item for item in row.authority.basis_letter.assignments.all()}
    for number, amount in parts.items():
        Allocation.objects.create(row=row, assignment=assignments[number], amount=Decimal(amount))


def test_a_year_is_the_same_bytes(whole_year) -> None:
    """domain.md E-27."""
    fast, slow = bytes_of(whole_year)

    assert fast == slow
    assert fast.count(b"\r\n") > 20


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_in_every_text_are_the_same_bytes(authority, trap) -> None:
    """domain.md E-27: formulas, quotes, separators and line breaks, in the ledger and in what people write."""
    row = make(authority, **{name: trap[:size] for name, size in TEXTS.items()}, artskonto="999")
    make(authority, text="", purpose=trap, supplier_country="SE")
    Assessment.objects.create(row=row, is_additional_cost=False, reason=trap, remark=trap)
    Account.objects.filter(code="671").update(name=trap)

    fast, slow = bytes_of(authority)

    assert fast == slow


def test_amounts_dates_and_every_type_are_the_same_bytes(authority) -> None:
    """domain.md E-16, E-18: minus, nothing known of VAT, no date, the largest amount; lønn and reise."""
    largest = Decimal("9999999999999.99")
    for at, (type_, amount) in enumerate(zip(RowType, ("-1656.25", "0.00", "0.01", "-0.01", largest, -largest), strict=True)):  # fmt: skip
        make(authority, type=type_, amount=Decimal(amount), cash_period=f"20240{9 - at}")
    make(
        authority, vat=Decimal("0.00"), gross=Decimal("-12.50"), paid_on=datetime.date(2024, 2, 29),
        invoiced_on=datetime.date(1999, 12, 31), line_number=12, supplier_number="974761424", supplier_country="NO",
    )  # fmt: skip

    fast, slow = bytes_of(authority)

    assert fast == slow


def test_what_assignments_carry_is_the_same_bytes(authority) -> None:
    """domain.md T-05: one, several, and none; parts may be negative."""
    carry(make(authority), {3: "1000.00"})
    carry(make(authority), {4: "400.00", 1: "600.00"})
    carry(make(authority), {1: "1500.00", 2: "-600.00", 3: "100.00"})
    make(authority)

    fast, slow = bytes_of(authority)

    assert fast == slow
    assert b";1: 600,00, 4: 400,00;" in fast


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_words_are_the_same_in_every_language(authority, language) -> None:
    """domain.md E-08: the judgement and the type are said in the reader's language."""
    for judged in (True, False):
        row = make(authority, type=RowType.WAGES)
        Assessment.objects.create(row=row, is_additional_cost=judged, reason="Følger av brevet")

    with translation.override(language):
        fast, slow = bytes_of(authority)

    assert fast == slow


def test_only_what_counts_for_this_authority_and_in_order(authority) -> None:
    """domain.md E-02, E-09: the same rows, in the same order."""
    other = money.AuthorityFactory(receiver=money.body("dio"))
    make(other, supplier_name="Andres")
    for outcome in Outcome:
        make(authority, outcome=outcome)
    for number in ("B10", "B9", "b9", "Å1", "A-2", "A 2", "a"):
        for line in (10, 9):
            make(authority, voucher_number=number, line_number=line, voucher_type="IV", cash_period="202411")

    fast, slow = bytes_of(authority)

    assert (fast == slow, fast.count(b"\r\n"), b"Andres" in fast) == (True, 16, False)


def test_no_rows_is_a_heading(authority) -> None:
    """domain.md E-25."""
    fast, slow = bytes_of(authority)

    assert fast == slow


@given(facts=st.fixed_dictionaries(dict.fromkeys(TEXTS, some_text)), reason=some_text, remark=some_text)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_the_same_bytes(authority, facts, reason, remark) -> None:
    """domain.md E-27."""
    with transaction.atomic():
        row = make(authority, **{name: text[: TEXTS[name]] for name, text in facts.items()}, artskonto="999")
        Assessment.objects.create(row=row, is_additional_cost=True, reason=reason or "x", remark=remark)
        fast, slow = bytes_of(authority)
        transaction.set_rollback(True)

    assert fast == slow


def test_whitespace_is_all_of_it() -> None:
    """What the query strips is what `str.strip` strips."""
    assert set(WHITESPACE) == {chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()}
