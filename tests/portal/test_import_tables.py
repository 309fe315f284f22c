"""CSV and XLSX as one table of text (domain.md I-06, I-08)."""

import datetime
import io
import re
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from portal.errors import BadInput
from portal.imports.tables import Table, as_text, normalise, open_table

KNOWN = frozenset({"konto", "statskonto", "kontantbeløp", "tekst"})
TABLE = [["Konto", "Statskonto", "Tekst"], ["0012", "150021", "Blåbærsyltetøy"], ["6710", "002001", "Møte"]]


@pytest.fixture
def opened(tmp_path: Path):
    """`opened(bytes)`: the bytes as a table."""

    def open_bytes(content: bytes, known: frozenset[str] = KNOWN) -> Table:
        path = tmp_path / "fil"
        path.write_bytes(content)
        return open_table(path, known_headers=known)

    return open_bytes


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows()]


def csv_text(rows: list[list[str]] = TABLE, mark: str = ";", end: str = "\r\n") -> str:
    return end.join(mark.join(row) for row in rows) + end


def refusal(opened, content: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        list(opened(content).rows())
    return refused.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_csv_is_read_in_its_encodings_and_separators(opened, encoding: str, mark: str, end: str) -> None:
    """domain.md I-06: codes stay text with their leading zeros."""
    table = opened(csv_text(mark=mark, end=end).encode(encoding))

    assert (table.headers, cells(table), table.encoding, table.delimiter) == (
        TABLE[0],
        TABLE[1:],
        encoding,
        mark,
    )


def test_header_may_stand_below_titles(opened) -> None:
    """domain.md I-08: found by what it says; rows have the numbers a person counts."""
    table = opened(("EKSEMPEL: kontantregnskap\n\nLaget;01.10.2024\n" + csv_text(end="\n")).encode())

    assert (table.headers, table.header_row, [row.number for row in table.rows()]) == (TABLE[0], 4, [5, 6])


def test_quoted_line_breaks_stay_in_their_cell(opened) -> None:
    """domain.md I-06: the next row keeps its own line number."""
    table = opened(b'Konto;Statskonto;Tekst\n1;150021;"to\nlinjer; og semikolon"\n2;150021;en\n')

    assert [(row.number, row.cells[2]) for row in table.rows()] == [
        (2, "to\nlinjer; og semikolon"),
        (4, "en"),
    ]


def test_stat_list_has_772_rows(reference_data: Path) -> None:
    """domain.md I-06: the test of quoted line breaks."""
    path = reference_data / "kontoplan" / "STAT_Grouping_Category_Code.csv"

    rows = cells(open_table(path, known_headers=frozenset({"groupingcode", "codedescriptionnob"})))

    assert (len(rows), {len(row) for row in rows}) == (772, {4})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Konto;Statskonto\tTekst;Bel\n1;2\t3;4\n", "Overskriftsraden blander semikolon og tabulator."),
        (b'Konto;Statskonto\n1;"aldri avsluttet\n2;3\n', "et anførselstegn er ikke avsluttet riktig."),
        (b"Konto;Statskonto\n1;2\x00\n", "Filen inneholder binære tegn"),
        (b"Konto,Statskonto\n1,2\n", "Fant ikke skilletegnet."),
        (b"\n\n;\n;\n", "Filen har ingen tabell"),
        (b"Konto;Statskonto\n1;\x81\n", "verken er UTF-8 eller Windows-1252"),
        (b"Konto;Statskonto\n" + b";" * 300 + b"\n", "mer enn 200 kolonner"),
        (b"Konto;Statskonto\n1;" + b"x" * 1_000_001 + b"\n", "over en million tegn"),
    ],
)
def test_broken_csv_gets_a_sentence(opened, content: bytes, sentence: str) -> None:
    """A sentence, and nothing saved."""
    assert sentence in refusal(opened, content)


def test_unusual_rows_are_passed_on_as_they_are(opened) -> None:
    """Short rows, long rows and empty rows are for the reader to judge."""
    table = opened(b"Konto;Statskonto\n1\n\n1;2;3\n;\n")

    assert [(row.number, row.cells, row.is_empty) for row in table.rows()] == [
        (2, ["1"], False), (3, [], True), (4, ["1", "2", "3"], False), (5, ["", ""], True)
    ]  # fmt: skip


def test_table_can_be_read_again(opened) -> None:
    """One check and one save read the same rows."""
    table = opened(csv_text().encode())

    assert cells(table) == cells(table)


@pytest.mark.parametrize("text", ["Konto", " KONTO ", "Konto.", "Konto:", "Konto*", "konto\u00a0"])
def test_headers_are_compared_by_what_they_say(text: str) -> None:
    """domain.md 1.10: headers change between years."""
    assert normalise(text) == "konto"


# XLSX ------------------------------------------------------------------------------------------


def book(fill) -> bytes:
    """A workbook that `fill(book, first_sheet)` has written in."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as made:
        fill(made, made.add_worksheet("Utdrag"))
    return target.getvalue()


def with_rows(*rows: list[object]):
    def fill(_book, page) -> None:
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)

    return fill


def test_xlsx_cells_become_the_text_a_person_sees(opened) -> None:
    """domain.md I-08: true numbers, text numbers; floats by their shortest decimal text, not binary."""
    content = book(
        with_rows(
            ["Konto", "Statskonto", "Kontantbeløp"],
            [6710, "002001", 0.1],
            ["0012", 150021, -1656.25],
            ["1", "2", "1 000,00"],
        )
    )

    assert cells(opened(content)) == [
        ["6710", "002001", "0,1"],
        ["0012", "150021", "-1656,25"],
        ["1", "2", "1 000,00"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (274.0275, "274,0275"), (1e-7, "0,0000001"), (2100000.0, "2100000"), (True, "1"), (None, ""), (" x ", "x"),
        (datetime.date(2024, 9, 27), "2024-09-27"), (datetime.datetime(2024, 9, 27, 12), "2024-09-27"), (0.1 + 0.2, "0,30000000000000004"),
    ],
)  # fmt: skip
def test_cell_as_text(cell: object, text: str) -> None:
    """domain.md I-08, E-12: nothing is rounded on the way in."""
    assert as_text(cell) == text


def test_xlsx_dates_are_dates(opened) -> None:
    """domain.md I-08: Excel dates, which are numbers with a format."""

    def fill(made, page) -> None:
        page.write_row(0, 0, ["Konto", "Statskonto", "Tekst"])
        page.write_row(1, 0, ["1", "150021"])
        page.write_datetime(
            1, 2, datetime.datetime(2024, 9, 27), made.add_format({"num_format": "dd.mm.yyyy"})
        )

    assert cells(opened(book(fill))) == [["1", "150021", "2024-09-27"]]


def test_xlsx_header_may_stand_below_titles_and_empty_rows(opened) -> None:
    """domain.md I-08."""
    table = opened(book(with_rows([], ["EKSEMPEL"], [], ["Konto", "Statskonto"], ["1", "150021"])))

    assert (table.headers, table.header_row, [(row.number, row.cells) for row in table.rows()]) == (
        ["Konto", "Statskonto"], 4, [(5, ["1", "150021"])]
    )  # fmt: skip


def test_hidden_sheet_is_reported_and_not_read(opened) -> None:
    """domain.md I-08."""

    def fill(made, page) -> None:
        page.hide()
        page.write_row(0, 0, ["Konto", "Statskonto", "Tekst"])
        shown = made.add_worksheet("Vist")
        shown.activate()
        shown.set_first_sheet()
        shown.write_row(0, 0, ["Konto", "Statskonto"])
        shown.write_row(1, 0, ["1", "150021"])
        made.add_worksheet("Notater")

    table = opened(book(fill))

    assert (table.sheet, cells(table)) == ("Vist", [["1", "150021"]])
    assert table.notes == ["Skjulte ark er ikke lest: Utdrag.", "Leste arket «Vist». Ikke lest: Notater."]


def test_hidden_rows_are_read_and_reported(opened) -> None:
    """domain.md I-08: a filtered sheet still holds every row."""

    def fill(_book, page) -> None:
        with_rows(["Konto", "Statskonto"], ["1", "150021"], ["2", "150021"], ["3", "150021"])(None, page)
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(3, None, None, {"hidden": True})

    table = opened(book(fill))

    assert (table.notes, len(cells(table))) == (["2 skjulte rader er lest med."], 3)


def test_formula_is_read_by_its_stored_value(opened) -> None:
    """domain.md I-08: formulas are not evaluated."""

    def fill(_book, page) -> None:
        page.write_row(0, 0, ["Konto", "Statskonto", "Kontantbeløp"])
        page.write_row(1, 0, ["1", "150021"])
        page.write_formula(1, 2, "=1+1", None, 42)

    assert cells(opened(book(fill))) == [["1", "150021", "42"]]


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_formula_without_a_stored_value_is_refused(opened, value: str) -> None:
    """domain.md I-08: a missing cached value is an error, never a zero."""

    def fill(_book, page) -> None:
        page.write_row(0, 0, ["Konto", "Statskonto", "Kontantbeløp"])
        page.write_row(1, 0, ["1", "150021"])
        page.write_formula(1, 2, "=SUM(A1:A2)", None, 42)

    content = altered(book(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<v>42</v>", value))

    assert "Celle C2 har en formel uten beregnet verdi." in refusal(opened, content)


def altered(content: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return target.getvalue()


def test_shared_formula_without_value_is_refused(opened) -> None:
    """domain.md I-08: `<f t="shared" si="0"/>`, as Excel writes the second cell of a copied formula."""
    content = book(with_rows(["Konto", "Statskonto", "Kontantbeløp"], ["1", "150021", 42]))
    bare = altered(
        content, "xl/worksheets/sheet1.xml", lambda xml: re.sub(r'<c r="C2"[^>]*><v>42</v></c>', '<c r="C2"><f t="shared" si="0"/></c>', xml)
    )  # fmt: skip

    assert "Celle C2" in refusal(opened, bare)


@pytest.mark.parametrize("content", [b"PK\x03\x04 ikke et regneark", b"PK\x03\x04"])
def test_damaged_xlsx_gets_a_sentence(opened, content: bytes) -> None:
    """A sentence, and nothing saved."""
    assert refusal(opened, content) == "Regnearket er skadet eller beskyttet og kan ikke leses."


def test_xlsx_without_a_table_gets_a_sentence(opened) -> None:
    """A sentence, and nothing saved."""
    assert refusal(opened, book(with_rows(["Bare en tittel"]))).startswith("Regnearket har ingen tabell")


def test_empty_workbook_gets_a_sentence(opened) -> None:
    """A sentence, and nothing saved."""
    assert refusal(opened, book(with_rows())).startswith("Regnearket har ingen tabell")


def keyed(path: Path, known: frozenset[str], key: str) -> tuple[list[str], int]:
    """The keys of a table's rows, and how many rows had none."""
    table = open_table(path, known_headers=known)
    place = [normalise(header) for header in table.headers].index(key)
    found = [row.cells[place] if place < len(row.cells) else "" for row in table.rows() if not row.is_empty]
    return [text for text in found if text], sum(not text for text in found)


@pytest.mark.parametrize(
    ("known", "key", "count"),
    [
        ({"kontonr", "kontonavn", "kontotype", "standard kontonr"}, "kontonr", 22),
        ({"leverandørnr", "bankkonto", "mvanr"}, "leverandørnr", 6),
    ],
)
def test_tax_authoritys_workbook_has_22_accounts_and_6_suppliers(
    reference_data: Path, known, key, count
) -> None:
    """domain.md I-08: not 23 and 7; the total row has no key."""
    name = "ExampleFile_SAF-T_Financial_888888888_20180228235959_Excel_ExampleView.xlsx"

    keys, without = keyed(reference_data / "saft" / name, frozenset(known), key)

    assert (len(keys), len(set(keys)), without) == (count, count, 1)
