"""One row of an extract: ours, readable, counted, flagged (domain.md E-02, E-07, E-09…E-13, E-17, E-20, E-21)."""

import datetime
from contextlib import nullcontext
from decimal import Decimal

import pytest

from portal.imports.mapping import map_columns
from portal.imports.tables import Row
from reporting.demo import HEADERS
from reporting.ledger.columns import COLUMNS
from reporting.ledger.judge import (
    BirthNumberFound,
    Judge,
    Line,
    RowProblem,
    Skip,
    Terms,
    tidy_supplier_number,
)
from tests.factories_money import row_cells

MORE = (
    "Org.nr", "Land", "Fakturanr", "Mva-beløp", "Bruttobeløp", "Bilagsdato", "Betalingsdato", "Leveringsdato", "Linjenr",
    "Opprinnelig bilag",
)  # fmt: skip
ALL_HEADERS = (*HEADERS, *MORE)
PLACES = map_columns(ALL_HEADERS, COLUMNS, {}).places
BIRTH_NUMBER = "01010750160"


def judge(**terms: object) -> Judge:
    usual = {
        "statskonto": "150021", "budget_year": 2024, "cost_from": datetime.date(2024, 9, 1),
        "cost_to": datetime.date(2024, 12, 31), "voucher_meanings": {"IV": "cash", "H1": "correction", "MV": "accrual"},
        "account_codes": frozenset({"671", "1987", "505", "713", "125"}),
    }  # fmt: skip
    return Judge(terms=Terms(**{**usual, **terms}), places=PLACES, width=len(ALL_HEADERS))


def row(number: int = 4, **cells: str) -> Row:
    """A row of the Unit4 layout with more columns; the keys are headers, «_» for what a keyword cannot hold."""
    more = [cells.pop(header.replace(".", "").replace("-", "").replace(" ", ""), "") for header in MORE]
    named = {
        {"Kontperiode": "Kont.periode", "Resknr": "Resk.nr", "ResknrT": "Resk.nr(T)"}.get(name, name): cell
        for name, cell in cells.items()
    }
    return Row(number, [*row_cells(**named), *more])


def read(reader: Judge | None = None, **cells: str) -> Line | Skip | RowProblem:
    return (reader or judge()).read(row(**cells))


def test_line_holds_what_the_row_says() -> None:
    """domain.md 1.7, 1.10."""
    line = read(
        Resknr="70001",
        ResknrT="Eksempel AS",
        Tekst="Råd",
        Orgnr="974761424",
        Fakturanr="F-1",
        Betalingsdato="02.10.2024",
    )

    assert (line.identity, line.cash_period, line.account, line.artskonto, line.amount.value) == (
        ("IV", "1", 1), "202410", "6710", "671", Decimal("1000.00")
    )  # fmt: skip
    assert (line.texts["supplier_name"], line.paid_on, line.flags, line.outcome, line.type) == (
        "Eksempel AS", datetime.date(2024, 10, 2), [], "counted", "payment"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statskonto", "found"),
    [
        ("150001", Skip.OTHER_POST),
        ("2001", Skip.OTHER_POST),
        ("151021", Skip.OTHER_POST),
        ("0150021", Skip.OTHER_POST),
    ],
)
def test_row_on_another_post_is_not_ours(statskonto: str, found: Skip) -> None:
    """domain.md E-02: 150001 does not count on the authority of 150021."""
    assert read(Statskonto=statskonto) is found


def test_post_is_compared_after_padding() -> None:
    """domain.md 1.1: kap. 20 post 01 is 002001."""
    assert isinstance(read(judge(statskonto="002001"), Statskonto="2001"), Line)


@pytest.mark.parametrize(
    ("period", "outcome"),
    [
        ("202401", "counted"), ("202412", "counted"), ("2024-10", "counted"), ("10.2024", "counted"), ("2024.10", "counted"),
        ("202400", "special_period"), ("202413", "special_period"), ("202416", "special_period"),
        ("202501", "other_year"), ("202312", "other_year"), ("202513", "other_year"),
    ],
)  # fmt: skip
def test_cash_period_decides_the_year(period: str, outcome: str) -> None:
    """domain.md E-02, E-10: 01–12 of the budget year count; 00 and 13+ are set aside; 2025 is another year."""
    assert read(Kontperiode=period).outcome == outcome


@pytest.mark.parametrize(
    "period", ["", "2024", "202417", "202499", "189912", "10-2024-1", "oktober", "2024010"]
)
def test_period_that_does_not_exist_is_refused(period: str) -> None:
    """domain.md E-10."""
    problem = read(Kontperiode=period)

    assert (type(problem), problem.row_number) == (RowProblem, 4)


def test_paid_in_january_falls_in_the_next_year_whenever_it_was_delivered() -> None:
    """domain.md E-07: delivered November 2024, paid 06.01.2025."""
    line = read(Leveringsdato="15.11.2024", Betalingsdato="06.01.2025", Kontperiode="202501")

    assert (line.outcome, line.flags) == ("other_year", [])


def test_delivered_before_the_cost_period_counts_with_a_flag() -> None:
    """domain.md E-07: delivered August, paid October: counted, flagged «utenfor kostnadsperioden»."""
    line = read(Leveringsdato="31.08.2024", Betalingsdato="15.10.2024")

    assert (line.outcome, line.flags) == ("counted", ["outside_cost_period"])


def test_payment_date_in_another_year_than_the_cash_period_is_flagged() -> None:
    """domain.md E-09: the cash period decides, the other date is shown."""
    line = read(Betalingsdato="02.01.2025", Bilagsdato="01.08.2023", Kontperiode="202412")

    assert (line.outcome, line.flags) == ("counted", ["dates_differ"])


def test_accrual_voucher_is_set_aside_in_any_period() -> None:
    """domain.md E-11: MV at DFØ is not cash."""
    assert [read(BA="MV", Kontperiode=period).outcome for period in ("202410", "202501")] == [
        "accrual",
        "accrual",
    ]


def test_unknown_voucher_type_is_counted_for_the_question() -> None:
    """domain.md I-12."""
    reader = judge()
    for number in ("1", "2"):
        read(reader, BA="ZZ", Bilagsnr=number)

    assert reader.unknown_vouchers == {"ZZ": 2}


def test_amount_of_more_decimals_is_rounded_half_up_flagged_and_kept() -> None:
    """domain.md E-12."""
    line = read(Kontantbeløp="274,0275")

    assert (line.amount.value, line.amount.exact, line.flags) == (
        Decimal("274.03"),
        Decimal("274.0275"),
        ["rounded"],
    )


@pytest.mark.parametrize("text", ["-1 656,25", "(1 656,25)", "1 656,25-", "−1.656,25"])
def test_credit_reduces(text: str) -> None:
    """domain.md E-13: a credit note of 1 656,25 is −1 656,25, however it is written."""
    assert read(Kontantbeløp=text).amount.value == Decimal("-1656.25")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "payment"),
        ({"Kontantbeløp": "-1,00"}, "refund"),
        ({"Kontantbeløp": "-1,00", "Fakturanr": "K-1"}, "credit_note"),
        ({"Kontantbeløp": "-1,00", "Tekst": "Kreditnota 12"}, "credit_note"),
        ({"BA": "H1"}, "reposting"),
        ({"Konto": "5050"}, "wages"),
        ({"Konto": "7130"}, "travel"),
    ],
)
def test_type_of_the_row(cells: dict[str, str], kind: str) -> None:
    """domain.md 1.7: utbetaling, kreditnota, tilbakebetaling, ompostering, lønn, reise."""
    assert read(**cells).type == kind


def test_lines_of_a_voucher_are_numbered_in_order() -> None:
    """domain.md E-17: same voucher number with several lines is not a duplicate; other posts are not counted."""
    reader = judge()
    read(reader, Statskonto="151001")
    lines = [read(reader), read(reader), read(reader, Bilagsnr="2"), read(reader, BA="H1")]

    assert [line.identity for line in lines] == [
        ("IV", "1", 1),
        ("IV", "1", 2),
        ("IV", "2", 1),
        ("H1", "1", 1),
    ]


@pytest.mark.parametrize(("text", "found"), [("7", 7), ("x", None)])
def test_line_number_of_the_file_is_used(text: str, found: int | None) -> None:
    """domain.md E-17."""
    assert getattr(read(Linjenr=text), "line_number", None) == found


def test_same_invoice_under_another_voucher_may_be_paid_twice() -> None:
    """domain.md E-17: supplier + amount + invoice number with a new voucher number; two lines of one are not."""
    reader = judge()
    invoice = {"Resknr": "70001", "Fakturanr": "F-1"}
    lines = [read(reader, **invoice), read(reader, **invoice), read(reader, **invoice, Bilagsnr="2")]
    lines.append(read(reader, **{**invoice, "Resknr": "70002"}, Bilagsnr="3"))

    assert [line.flags for line in lines] == [[], [], ["possible_double"], []]


@pytest.mark.parametrize(
    ("net", "vat", "gross", "flags"),
    [
        ("100,00", "25,00", "125,00", []),
        ("100,00", "25,00", "125,01", []),
        ("100,00", "25,00", "125,02", ["vat_mismatch"]),
        ("100,00", "", "125,00", []),
    ],
)
def test_vat_is_kept_as_given_and_never_computed(net, vat, gross, flags) -> None:
    """domain.md E-18."""
    line = read(Kontantbeløp=net, Mvabeløp=vat, Bruttobeløp=gross)

    assert (line.flags, line.vat) == (flags, Decimal("25.00") if vat else None)


@pytest.mark.parametrize(
    ("number", "country", "flags"),
    [
        ("974761424", "", []),
        ("974 761 424", "NO", []),
        ("974761425", "", ["supplier_number"]),
        ("GB123456789", "GB", []),
        ("", "", []),
        ("12", "NO", ["supplier_number"]),
    ],
)
def test_norwegian_supplier_number_is_checked_and_only_flagged(number, country, flags) -> None:
    """domain.md E-20."""
    assert read(Orgnr=number, Land=country).flags == flags


def test_wrong_supplier_number_is_kept_as_the_file_said() -> None:
    """domain.md E-20."""
    assert [tidy_supplier_number(text) for text in ("974 761 424", "NO974761424MVA", "974761425")] == [
        "974761424", "974761424", "974761425"
    ]  # fmt: skip


@pytest.mark.parametrize("account", ["5050", "7130"])
def test_employee_is_an_employee_and_nothing_more(account: str) -> None:
    """domain.md E-20: no name, no number, in the row or in its text."""
    line = read(
        Konto=account, Resknr="10042", ResknrT="Kari Nordmann", Tekst="Reise Kari Nordmann", Orgnr="4711"
    )

    assert (line.texts["supplier_name"], line.texts["supplier_key"], line.texts["supplier_number"], line.texts["text"]) == (
        "Ansatt", "", "", ""
    )  # fmt: skip
    assert [word for word in ("Kari", "10042", "4711") if word in line.raw] == []


def test_supplier_stays_in_the_text_of_the_row() -> None:
    """domain.md I-11: raw text is kept."""
    assert "Eksempel AS" in read(ResknrT="Eksempel AS").raw


@pytest.mark.parametrize(
    ("account", "artskonto", "flags"),
    [
        ("6711", "671", []), ("671", "671", []), ("1987", "1987", ["balance_account"]), ("9999", "999", ["unknown_account"]),
        ("1250", "125", ["balance_account"]), ("2400", "240", ["unknown_account", "balance_account"]),
    ],
)  # fmt: skip
def test_account_maps_to_the_list(account: str, artskonto: str, flags: list[str]) -> None:
    """domain.md E-21: first three digits, unless the four are in the list; classes 1–2 are not expenses."""
    line = read(Konto=account)

    assert (line.artskonto, line.flags) == (artskonto, flags)


@pytest.mark.parametrize(
    "cells",
    [
        {"Konto": "67"}, {"Konto": "67x0"}, {"Bilagsnr": ""}, {"BA": ""}, {"Statskonto": "post 21"}, {"Bilagsdato": "31.02.2024"},
        {"Kontantbeløp": "EUR 100"}, {"Statskonto": ""},
    ],
)  # fmt: skip
def test_row_that_cannot_be_read_says_why(cells: dict[str, str]) -> None:
    """domain.md I-11."""
    problem = read(**cells)

    assert (type(problem), bool(problem.text)) == (RowProblem, True)


def test_empty_and_total_rows_are_skipped() -> None:
    """domain.md I-08: rows without a key; a whole row without a voucher is not a total."""
    reader = judge()
    empty, total = (
        Row(4, [""] * len(ALL_HEADERS)),
        row(Konto="", Statskonto="", BA="", Bilagsnr="", Kontperiode="", Tekst="Sum"),
    )

    assert [reader.read(empty), reader.read(total), type(read(reader, BA="", Bilagsnr="", Tekst="Sum"))] == [
        Skip.EMPTY, Skip.TOTAL, RowProblem
    ]  # fmt: skip


def test_separator_within_a_text_is_found() -> None:
    """domain.md I-06: an unquoted «;» moves every cell after it."""
    problem = judge().read(Row(4, [*row().cells, "for mye"]))

    assert "flere kolonner enn overskriften" in problem.text


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"Tekst": BIRTH_NUMBER}, True),
        ({"Formål": "010107 50160"}, True),
        ({"Bilagsnr": BIRTH_NUMBER}, False),
    ],
)
def test_birth_number_is_looked_for_in_texts_and_not_in_keys(cells: dict[str, str], found: bool) -> None:
    """domain.md S-01."""
    with pytest.raises(BirthNumberFound, match=r"^4$") if found else nullcontext():
        assert isinstance(read(**cells), Line)
