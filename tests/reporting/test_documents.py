"""The overview as files: numbers are numbers, text is text, and all say the same (domain.md E-25, E-27, E-30, U-13)."""

import csv
import datetime
import io
import json
import re
from decimal import Decimal

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.exports import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx
from portal.exports.tables import neutralise
from portal.money import parse_amount
from reporting.documents import FORMATS, overview_as_data, overview_filename
from reporting.models import Assessment, Authority
from reporting.queries.overview import overview_of
from tests import factories_money as money

pytestmark = pytest.mark.django_db
DANGEROUS = ["=1+1", "+47 22 22 22 22", "-5 stk", "@SUM(A1)", "\tfane", "\rretur", '=HYPERLINK("http://x")']
TEXT_FIELDS = (
    "supplier_name",
    "text",
    "purpose",
    "invoice_number",
    "supplier_number",
    "original_voucher",
    "account_name",
)


def made_from(authority: Authority):
    return overview_of(authority, made_at=money.NOON, made_by="Prøve")


def written(authority: Authority, extension: str) -> bytes:
    target = io.BytesIO()
    FORMATS[extension][1](made_from(authority), target)
    return target.getvalue()


def csv_rows(authority: Authority) -> list[list[str]]:
    return list(
        csv.reader(io.StringIO(written(authority, "csv").decode("utf-8-sig"), newline=""), delimiter=";")
    )


def sheet(content: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


@pytest.fixture
def one_row(authority) -> Authority:
    money.LedgerRowFactory(
        authority=authority, amount=Decimal("1234.56"), vat=Decimal("308.64"), gross=Decimal("1543.20"),
        paid_on=datetime.date(2024, 10, 2), invoiced_on=datetime.date(2024, 9, 27), supplier_number="974761424",
        voucher_number="000123", line_number=2,
    )  # fmt: skip
    return authority


def test_spreadsheet_has_numbers_and_dates(one_row) -> None:
    """domain.md E-27: amounts can be summed, dates sorted; codes stay text with their zeros."""
    header, row = sheet(written(one_row, "xlsx"), "Utbetalinger")
    cell = dict(zip(header, row, strict=True))

    assert [cell[name] for name in ("Beløp eks. mva., belastet 1500.21 (kr)", "Mva., belastet 1633.01 (kr)", "Beløp inkl. mva. (kr)", "Linje")] == [
        1234.56, 308.64, 1543.2, 2
    ]  # fmt: skip
    assert [cell[name] for name in ("Fakturadato", "Betalingsdato")] == [
        datetime.date(2024, 9, 27),
        datetime.date(2024, 10, 2),
    ]
    assert [cell[name] for name in ("Bilagsnr.", "Kontantperiode", "Statskonto", "Artskonto")] == [
        "000123",
        "202410",
        "150021",
        "671",
    ]


def test_spreadsheet_sums_to_the_overview(whole_year) -> None:
    """domain.md E-22, E-27."""
    header, *rows = sheet(written(whole_year, "xlsx"), "Utbetalinger")
    place = header.index("Beløp eks. mva., belastet 1500.21 (kr)")

    assert sum(Decimal(repr(row[place])) for row in rows) == Decimal("1930000.00")


def test_first_sheet_says_what_where_and_how_much(whole_year) -> None:
    """domain.md 1.7, E-30: no amount without eks. or inkl. mva."""
    facts = {row[0]: row[1] for row in sheet(written(whole_year, "xlsx"), "Sammendrag") if row[0]}

    assert [facts[name] for name in ("Ramme, eks. mva.", "Utbetalt, eks. mva.", "Rest, eks. mva.")] == [
        2100000, 1930000, 170000
    ]  # fmt: skip
    assert (facts["Post"], facts["Brev"][:9]) == ("kap. 1500, post 21 (statskonto 150021)", "24/385-10")


def test_csv_is_what_norwegian_spreadsheets_open(one_row) -> None:
    """domain.md E-27: «;», decimal comma, UTF-8 with BOM, dd.mm.åååå."""
    text = written(one_row, "csv").decode()

    assert text.startswith("\ufeffLøpenr.;Bilagsart;Bilagsnr.;")
    assert ";1234,56;308,64;1543,20;" in text
    assert ";27.09.2024;02.10.2024;" in text


def test_csv_can_be_read_again_with_the_same_sum(whole_year) -> None:
    """domain.md E-27."""
    header, *rows = csv_rows(whole_year)
    place = header.index("Beløp eks. mva., belastet 1500.21 (kr)")

    assert sum(parse_amount(row[place]).value for row in rows) == Decimal("1930000.00")
    assert any(row[place].startswith("-") for row in rows)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_export_can_be_imported_with_the_same_sum(whole_year, extension) -> None:
    """domain.md E-27: both are re-importable; a person says what two of the columns are."""
    other = money.AuthorityFactory(receiver=money.body("dio"))
    content = written(whole_year, extension)
    chosen = {
        "beløp eks. mva., belastet 1500.21 (kr)": "amount",
        "org.nr. eller land": "",
        "tekst og formål": "text",
    }
    chosen |= {"mva., belastet 1633.01 (kr)": "vat", "beløp inkl. mva. (kr)": "gross"}
    chosen |= dict.fromkeys(("løpenr", "føring", "type", "merutgift", "merknad"), "")

    run = money.imported(other, content, columns=chosen)

    assert (run.state, run.report["sum"], run.report["problem_count"]) == ("imported", "1930000.00", 0)


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_text_that_looks_like_a_formula_is_neutralised_in_every_column(authority, extension, text) -> None:
    """domain.md E-27: formula injection through the ledger, a reason or a remark."""
    row = money.LedgerRowFactory(authority=authority, **dict.fromkeys(TEXT_FIELDS, text), artskonto="999")
    Assessment.objects.create(row=row, is_additional_cost=True, reason=text, remark=text)

    cells = (
        csv_rows(authority)[1]
        if extension == "csv"
        else sheet(written(authority, extension), "Utbetalinger")[1]
    )

    assert [cell for cell in cells if str(cell).startswith(tuple("=+-@\t\r"))] == []
    assert sum(str(cell).lstrip().startswith("'") for cell in cells) >= 5


def test_negative_numbers_stay_numbers(authority) -> None:
    """domain.md E-27."""
    money.LedgerRowFactory(authority=authority, amount=Decimal("-1656.25"))

    place = 15
    assert (csv_rows(authority)[1][place], sheet(written(authority, "xlsx"), "Utbetalinger")[1][place]) == (
        "-1656,25",
        -1656.25,
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_neutralised_text_is_an_apostrophe_and_the_text(text) -> None:
    """domain.md E-27."""
    assert (neutralise(text), neutralise("Eksempel AS"), neutralise("")) == (f"'{text}", "Eksempel AS", "")


def test_headings_and_facts_are_neutralised_too() -> None:
    """domain.md E-27: an authority's purpose or a person's name stands above the table."""
    target = io.BytesIO()
    write_xlsx(
        target, [Sheet("Ark", [SheetColumn("Tekst")], [["a"]], head=[("Laget av", "=1+1")], foot=[["-2"]])]
    )

    assert [row[-1] for row in sheet(target.getvalue(), "Ark") if row[0] == "Laget av"] == ["'=1+1"]


def test_empty_cells_are_empty() -> None:
    """A missing VAT is not 0,00 (E-18)."""
    target = io.BytesIO()
    write_csv(
        target,
        Sheet(
            "Ark",
            [SheetColumn("Mva.", ColumnKind.MONEY), SheetColumn("Dato", ColumnKind.DATE), SheetColumn("X")],
            [[None, None, None]],
        ),
    )

    assert target.getvalue().decode("utf-8-sig").splitlines()[1] == ";;"


@pytest.mark.slow
def test_pdf_is_tagged_numbered_and_names_its_letter_on_each_page(whole_year) -> None:
    """domain.md U-13: tagged, title and language, page numbers, reference on each page."""
    reader = PdfReader(io.BytesIO(written(whole_year, "pdf")))
    root = reader.trailer["/Root"]
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]

    assert (bool(root["/MarkInfo"]["/Marked"]), str(root["/Lang"])[:2], reader.metadata.title) == (
        True, "nb", "Oversikt over foretatte utbetalinger 2024"
    )  # fmt: skip
    assert len(pages) > 3
    assert [
        number
        for number, text in enumerate(pages, 1)
        if "24/385-100" not in text or f"Side {number} av {len(pages)}" not in text
    ] == []


@pytest.mark.slow
def test_pdf_has_the_sums_and_every_voucher(whole_year) -> None:
    """domain.md E-22, E-30."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(written(whole_year, "pdf"))).pages)
    plain = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())

    assert [
        "1 930 000,00" in plain,
        "2 100 000,00" in plain,
        "170 000,00" in plain,
        "eks. mva." in plain,
    ] == [True] * 4
    assert [
        row.voucher_number for row in made_from(whole_year).rows() if row.voucher_number not in plain
    ] == []


@pytest.mark.slow
def test_long_pdf_is_joined_of_pieces_with_every_voucher_in_order(whole_year, monkeypatch) -> None:
    """domain.md E-30, U-13: what needs several pieces says the same, and each page its number and letter."""
    monkeypatch.setattr("portal.exports.pdf_pieces.MOST_ROWS", 25)
    pages = [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(written(whole_year, "pdf"))).pages
    ]
    numbers = [f"{row.voucher_number}-{row.line_number}" for row in made_from(whole_year).rows()]

    assert len(numbers) > 50
    assert re.findall(r"\b(?:" + "|".join(set(numbers)) + r")\b", " ".join(pages)) == numbers
    assert [number for number, text in enumerate(pages, 1) if not text.endswith(f"Side {number} av {len(pages)}") or "24/385-100" not in text] == []  # fmt: skip
    assert "1 930 000,00" in pages[-1].replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.slow
def test_pdf_shows_what_the_ledger_says_and_runs_nothing_of_it(authority) -> None:
    """Text goes in as data: typst's own marks are letters like others."""
    money.LedgerRowFactory(
        authority=authority,
        supplier_name='#eval("1+1") $x$ *b* @ref <a>',
        text="`kode` #set page(width: 1cm)",
    )

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(written(authority, "pdf"))).pages)

    assert ["#eval(" in text, "*b*" in text, "@ref" in text] == [True] * 3


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_year_without_payments_is_a_file_that_says_so(authority, extension) -> None:
    """domain.md E-25."""
    content = written(authority, extension)
    text = {
        "json": lambda: content.decode(),
        "csv": lambda: content.decode("utf-8-sig"),
        "xlsx": lambda: str(sheet(content, "Sammendrag")),
        "pdf": lambda: " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split()),
    }[extension]()

    sentence = "Det er ikke foretatt utbetalinger på denne fullmakten i 2024."
    assert (sentence in text) is (extension != "csv")


def test_json_is_the_overview(whole_year) -> None:
    """domain.md E-22: the same rows and sums as the page, amounts as text with two decimals."""
    made = made_from(whole_year)
    answer = json.loads(written(whole_year, "json"))

    assert (answer["paid_excl_vat"], answer["row_count"], len(answer["rows"])) == (
        "1930000.00",
        made.sums.count,
        made.sums.count,
    )
    assert [row["net"] for row in answer["rows"]] == [str(row.net) for row in made.rows()]
    for way in ("by_assignment", "by_month", "by_account_group"):
        assert sum(map(Decimal, answer[way].values())) == Decimal("1930000.00")


def test_file_is_named_after_its_authority(authority) -> None:
    """features.md R15."""
    assert overview_filename(made_from(authority), "pdf") == "utbetalinger-dss-150021-2024.pdf"


def test_data_and_files_name_the_same_version(authority) -> None:
    """domain.md E-23: until it is checked it is a draft."""
    assert overview_as_data(made_from(authority))["status"] == "draft"
