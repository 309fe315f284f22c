"""The demo extract from file to rows (domain.md 1.10, E-09…E-21, I-06, I-08)."""

import csv
import io
from decimal import Decimal

import pytest
from django.db.models import Sum

from portal.imports.runs import answer_run, check_run, order_run, save_run
from portal.money import AmountError, parse_amount
from reporting.demo import demo_extract, demo_extract_so_far
from reporting.models import Account, Authority, LedgerRow
from tests import factories_money as money

pytestmark = pytest.mark.django_db
OWN = ("id", "authority_id", "run_id", "accountant_number", "raw", "mark")
FACTS = [field.attname for field in LedgerRow._meta.fields if field.attname not in OWN]


def total(authority: Authority) -> Decimal:
    return LedgerRow.objects.of(authority).counted().aggregate(total=Sum("amount"))["total"]


def demo_rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(demo_extract().getvalue().decode("cp1252")), delimiter=";"))


def as_numbers(row: list[str]) -> list[object]:
    """The amount and the period of a row as true numbers."""
    try:
        return [*row[:16], float(parse_amount(row[16]).value), int(row[17])]
    except (AmountError, IndexError, ValueError):
        return list(row)


def facts(authority: Authority) -> list[tuple]:
    return list(LedgerRow.objects.of(authority).order_by("row_number").values_list(*FACTS))


def test_extract_so_far_is_310_500(authority) -> None:
    """Five vouchers, six lines."""
    run = money.imported(authority, demo_extract_so_far().getvalue())

    assert (run.report["counted"], total(authority), run.report["flags"]) == (6, Decimal("310500.00"), {})
    assert LedgerRow.objects.values("voucher_number").distinct().count() == 5


def test_whole_year_is_1_930_000(whole_year) -> None:
    """domain.md E-03."""
    assert total(whole_year) == Decimal("1930000.00")


def test_year_goes_on_from_the_first_extract(authority) -> None:
    """domain.md E-17: the second extract holds the first one's vouchers too."""
    money.imported(authority, demo_extract_so_far().getvalue())

    run = money.imported(authority, demo_extract().getvalue())

    assert (run.report["known"], total(authority)) == (6, Decimal("1930000.00"))


def test_what_does_not_count_is_set_aside_with_its_reason(whole_year) -> None:
    """domain.md E-02, E-10, E-11."""
    aside = LedgerRow.objects.set_aside().order_by("voucher_number")

    assert list(aside.values_list("voucher_number", "outcome", "amount", "cash_period")) == [
        ("240190", "accrual", Decimal("75000.00"), "202410"),
        ("240193", "other_year", Decimal("190000.00"), "202501"),
        ("240194", "special_period", Decimal("5000.00"), "202413"),
    ]


def test_rows_of_other_posts_are_not_kept(whole_year) -> None:
    """domain.md E-02: 151001 is DSS' own post."""
    kept = LedgerRow.objects.filter(voucher_number__in=["240120", "240197", "240198"])

    assert list(kept.values_list("voucher_number", "statskonto", "amount")) == [
        ("240197", "150021", Decimal("12345.67"))
    ]


def test_credit_note_and_correction_take_away_what_they_say(whole_year) -> None:
    """domain.md E-13, E-15."""
    found = LedgerRow.objects.filter(voucher_number__in=["240191", "240192", "240195", "240196"]).order_by(
        "voucher_number"
    )

    assert list(found.values_list("type", "amount", "flags")) == [
        ("credit_note", Decimal("-1656.25"), []),
        ("payment", Decimal("1656.25"), []),
        ("payment", Decimal("1000.00"), ["unknown_account"]),
        ("reposting", Decimal("-1000.00"), ["unknown_account"]),
    ]


def test_no_employee_is_named_anywhere(authority) -> None:
    """domain.md E-20: neither in the columns, nor in the raw row, nor in the preview or the log."""
    content = money.extract(
        money.row_cells(
            Konto="5050", **{"Resk.nr": "10042", "Resk.nr(T)": "Kari Nordmann"}, Tekst="Overtid Kari"
        ),
        money.row_cells(Konto="7130", Bilagsnr="2", **{"Resk.nr(T)": "Kari Nordmann"}, BA="LE"),
    )
    run = money.imported(authority, content)

    kept = str(list(LedgerRow.objects.values())) + str(run.report)
    assert [word for word in ("Kari", "Nordmann", "10042") if word in kept] == []
    assert list(LedgerRow.objects.values_list("supplier_name", flat=True)) == ["Ansatt", "Ansatt"]


def test_same_rows_as_xlsx_give_the_same_rows(authority) -> None:
    """domain.md I-08: true numbers, header below row 1, against CSV in cp1252."""
    money.imported(authority, demo_extract().getvalue())
    other = money.AuthorityFactory(receiver=money.body("dio"))

    money.imported(other, money.workbook(as_numbers(row) for row in demo_rows()))

    assert facts(other) == facts(authority)


def test_text_numbers_in_xlsx_are_read_as_in_csv(authority) -> None:
    """domain.md I-08."""
    run = money.imported(authority, money.workbook(demo_rows()))

    assert (run.report["sum"], run.report["format"]) == ("1930000.00", "XLSX")


def test_report_counts_every_row_of_the_file(whole_year) -> None:
    """domain.md I-11: nothing disappears without a word."""
    report = LedgerRow.objects.first().run.report

    parts = [
        report["counted"],
        sum(report["set_aside"].values()),
        report["other_post"],
        report["known"],
        report["total_rows"],
        report["empty_rows"],
    ]
    assert (sum(parts), report["problem_count"], report["flagged"]) == (report["rows_read"], 0, 2)


def test_each_row_keeps_its_text_and_number(whole_year) -> None:
    """domain.md I-11: what stood in the file, to the letter."""
    lines = demo_extract().getvalue().decode("cp1252").split("\r\n")
    ours = LedgerRow.objects.exclude(type__in=["wages", "travel"])

    assert [row for row in ours if row.raw != lines[row.row_number - 1]] == []


def test_amount_in_the_source_is_kept_exactly(authority) -> None:
    """domain.md E-12."""
    money.imported(authority, money.extract(money.row_cells(Kontantbeløp="274,0275")))

    row = LedgerRow.objects.get()
    assert (row.amount, row.amount_exact, row.flags) == (
        Decimal("274.03"),
        Decimal("274.02750000"),
        ["rounded"],
    )


@pytest.mark.parametrize("text", ["99999999999999999", "1e999"])
def test_amount_that_no_ledger_holds_is_a_row_problem(authority, text) -> None:
    """Never a 500."""
    run = money.started(authority, money.extract(money.row_cells(Kontantbeløp=text)))

    assert [problem["row"] for problem in check_run(run=run).report["problems"]] == [4]


@pytest.mark.parametrize(
    "cells",
    [
        {"Bilagsnr": "9" * 40}, {"BA": "LANGBILAGSART"}, {"Tekst": "x" * 1000}, {"Resk.nr(T)": "x" * 500},
        {"Konto": "6" * 30}, {"Konto(T)": "x" * 500}, {"Resk.nr": "7" * 60}, {"Formål": "x" * 300},
    ],
)  # fmt: skip
def test_long_cells_never_stop_the_database(authority, cells) -> None:
    """A sentence or a row, never an error from PostgreSQL."""
    answers = {"voucher_types": {"LANGBILAGSART": "cash"}}
    run = check_run(run=money.started(authority, money.extract(money.row_cells(**cells))))
    if run.state == "needs_answers":
        run = check_run(run=answer_run(run=run, answers=answers, by=run.started_by, at=money.NOON))
    if run.state == "checked":
        run = save_run(run=order_run(run=run, by=run.started_by, at=money.NOON))

    assert (run.state, LedgerRow.objects.count()) in [("imported", 1), ("refused", 0)]


def test_decimals_beyond_the_table_are_rounded_and_flagged_and_stay_in_the_raw_row(authority) -> None:
    """domain.md E-12: Excel's sums may have ten decimals."""
    money.imported(
        authority, money.workbook([money.HEADERS, [*money.row_cells()[:16], 0.1234567891, 202410]])
    )

    row = LedgerRow.objects.get()
    assert (row.amount, row.flags, "0,1234567891" in row.raw) == (Decimal("0.12"), ["rounded"], True)


@pytest.mark.parametrize(
    "cells",
    [
        {"Bilagsnr": "9" * 31},
        {"BA": "x" * 11},
        {"Konto": "6" * 21},
        {"Linjenr": "²"},
        {"Linjenr": "9" * 12},
        {"Kont.periode": "٢٠٢٤١٠"},
    ],
)
def test_key_that_the_table_cannot_hold_is_a_row_problem(authority, cells) -> None:
    """domain.md E-17: a key is never cut, and never an error from PostgreSQL."""
    number = cells.pop("Linjenr", "1")
    headers = (*money.HEADERS, "Linjenr")
    run = check_run(
        run=money.started(
            authority, money.extract((*money.row_cells(**cells), number), headers=headers, encoding="utf-8")
        )
    )

    assert [problem["row"] for problem in run.report["problems"]] == [4]


def test_control_characters_of_a_spreadsheet_are_no_error(authority) -> None:
    """Excel writes them as _x0000_."""
    content = money.workbook([money.HEADERS, [*money.row_cells(Tekst="null\x00tegn")[:16], 10, 202410]])

    assert money.imported(authority, content).state == "imported"
    assert LedgerRow.objects.get().text == "nulltegn"


def test_without_a_chart_no_account_is_called_unknown(authority) -> None:
    """domain.md E-21: nothing to hold it against."""
    Account.objects.all().delete()

    assert money.imported(authority, money.extract(money.row_cells(Konto="9999"))).report["flags"] == {}


def test_two_years_of_the_same_voucher_number_are_two_vouchers(authority) -> None:
    """domain.md E-17: the identity holds the year."""
    rows = [money.row_cells(**{"Kont.periode": period}) for period in ("202410", "202510")]
    headers = (*money.HEADERS, "Linjenr")

    run = money.imported(authority, money.extract(*((*row, "1") for row in rows), headers=headers))

    assert (LedgerRow.objects.count(), run.report["set_aside"]) == (2, {"other_year": 1})
