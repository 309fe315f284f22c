"""A CSV or XLSX file as one table of text, row by row, with what was odd about it (domain.md I-06, I-08)."""

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from portal.errors import BadInput

MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
LINES_TO_HEADER = 30
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DELIMITERS = (";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: its number as a person counts it, and its cells as text."""

    number: int
    cells: list[str]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass
class Table:
    """An opened file. `rows()` reads it anew each time, a row at a time."""

    path: Path
    headers: list[str]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: list[str] = field(default_factory=list)
    expected_rows: int = 0

    def rows(self) -> Iterator[Row]:
        reader = _csv_rows(self) if self.delimiter else _xlsx_rows(self)
        for count, row in enumerate(reader):
            if count >= MOST_ROWS:
                raise BadInput(_("Filen har mer enn %(most)s rader. Del den opp.") % {"most": MOST_ROWS})
            yield row


def open_table(path: Path, *, known_headers: frozenset[str]) -> Table:
    """Find encoding, separator and header row; raises BadInput with a sentence when the file has no table.

    `known_headers` are normalised header texts that tell a header row from a title above it.
    """
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    return _open_xlsx(path, known_headers) if is_zip else _open_csv(path, known_headers)


def normalise(header: str) -> str:
    """A header text as it is compared: lower case, single spaces, no trailing marks."""
    return " ".join(header.replace("\u00a0", " ").lower().split()).rstrip(".:*")


def _is_header(cells: list[str], known: frozenset[str]) -> bool:
    return sum(normalise(cell) in known for cell in cells) >= 2


def _find_header(rows: list[Row], known: frozenset[str]) -> Row:
    for row in rows:
        if _is_header(row.cells, known):
            return row
    filled = [row for row in rows if sum(bool(cell) for cell in row.cells) >= 2]
    if not filled:
        raise BadInput(_("Filen har ingen tabell: fant ingen rad med kolonneoverskrifter."))
    return filled[0]


# CSV ------------------------------------------------------------------------------------------


def _encoding_of(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(3) == codecs.BOM_UTF8:
            return "utf-8-sig"
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError:
            return "cp1252"


def _delimiter_of(lines: list[str]) -> str:
    counts = {mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best]:
        raise BadInput(_("Fant ikke skilletegnet. Bruk semikolon eller tabulator mellom kolonnene."))
    return best


def _open_csv(path: Path, known: frozenset[str]) -> Table:
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [line for _n, line in zip(range(LINES_TO_HEADER), file, strict=False)]
    if any(len(line) > 1_000_000 for line in lines):
        raise BadInput(_("Filen har en linje på over en million tegn og ser ikke ut som en tabell."))
    delimiter = _delimiter_of(lines)
    table = Table(path=path, headers=[], header_row=0, encoding=encoding, delimiter=delimiter)
    first = [row for _n, row in zip(range(LINES_TO_HEADER), _csv_rows(table), strict=False)]
    header = _find_header(first, known)
    if any(delimiter != mark and mark in cell for mark in _DELIMITERS for cell in header.cells):
        raise BadInput(
            _("Overskriftsraden blander semikolon og tabulator. Lagre filen på nytt med ett skilletegn.")
        )
    table.headers, table.header_row = header.cells, header.number
    table.expected_rows = _count_lines(path)
    return table


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _csv_rows(table: Table) -> Iterator[Row]:
    """Rows below the header, numbered by the line they start on; quoted line breaks stay inside their cell."""
    try:
        with table.path.open(encoding=table.encoding, newline="") as file:
            reader = csv.reader(_without_nul(file), delimiter=table.delimiter, strict=True)
            start = 1
            for cells in reader:
                number, start = start, reader.line_num + 1
                if number > table.header_row and len(cells) <= MOST_COLUMNS:
                    yield Row(number, [cell.strip() for cell in cells])
                elif len(cells) > MOST_COLUMNS:
                    raise BadInput(
                        _("Linje %(line)s har mer enn %(most)s kolonner.")
                        % {"line": number, "most": MOST_COLUMNS}
                    )
    except UnicodeDecodeError as error:
        raise BadInput(
            _("Filen har tegn som verken er UTF-8 eller Windows-1252 (cp1252). Lagre den på nytt.")
        ) from error
    except csv.Error as error:
        raise BadInput(
            _("Linje %(line)s kan ikke leses: et anførselstegn er ikke avsluttet riktig.")
            % {"line": reader.line_num}
        ) from error


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    for line in file:
        if "\x00" in line:
            raise BadInput(_("Filen inneholder binære tegn og er ikke en CSV-fil."))
        yield line


# XLSX -----------------------------------------------------------------------------------------


def _open_xlsx(path: Path, known: frozenset[str]) -> Table:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        visible: list[str] = []
        hidden: list[str] = []
        for meta in workbook.sheets_metadata:
            (visible if meta.visible == SheetVisibleEnum.Visible else hidden).append(meta.name)
        candidates = [(name, *_first_rows(workbook, name)) for name in visible]
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput(_("Regnearket er skadet eller beskyttet og kan ikke leses.")) from error
    name, header = _choose_sheet(candidates, known)
    table = Table(path=path, headers=header.cells, header_row=header.number, sheet=name)
    if hidden:
        table.notes.append(_("Skjulte ark er ikke lest: %(names)s.") % {"names": ", ".join(hidden)})
    others = [sheet for sheet in visible if sheet != name]
    if others:
        table.notes.append(
            _("Leste arket «%(name)s». Ikke lest: %(others)s.") % {"name": name, "others": ", ".join(others)}
        )
    table.expected_rows = workbook.get_sheet_by_name(name).total_height
    _inspect_sheet(table)
    return table


def _first_rows(workbook: CalamineWorkbook, name: str) -> tuple[list[Row]]:
    rows = []
    for number, cells in _sheet_rows(workbook.get_sheet_by_name(name)):
        rows.append(Row(number, [as_text(cell) for cell in cells]))
        if len(rows) >= LINES_TO_HEADER:
            break
    return (rows,)


def _choose_sheet(candidates: list[tuple[str, list[Row]]], known: frozenset[str]) -> tuple[str, Row]:
    for name, rows in candidates:
        for row in rows:
            if _is_header(row.cells, known):
                return name, row
    for name, rows in candidates:
        if any(sum(bool(cell) for cell in row.cells) >= 2 for row in rows):
            return name, _find_header(rows, known)
    raise BadInput(_("Regnearket har ingen tabell: fant ingen rad med kolonneoverskrifter."))


def _sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """Every row from the first of the sheet, empty ones above the table included, as a person counts them."""
    yield from enumerate(sheet.iter_rows(), 1)


def _xlsx_rows(table: Table) -> Iterator[Row]:
    sheet = CalamineWorkbook.from_path(str(table.path)).get_sheet_by_name(table.sheet)
    for number, cells in _sheet_rows(sheet):
        if number > table.header_row:
            yield Row(number, [as_text(cell) for cell in cells])


def as_text(cell: object) -> str:
    """A cell as the text a person sees: whole numbers without «.0», floats by their shortest decimal form.

    The decimal mark is a comma, so that a true number is never mistaken for one with a thousands point.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return format(Decimal(repr(cell)), "f").replace(".", ",")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    # No table of ours holds NUL, which Excel can write as _x0000_.
    return str(cell).replace("\x00", "").strip() if cell is not None else ""


def _sheet_part(archive: zipfile.ZipFile, name: str) -> str | None:
    """The path inside the file of the sheet with this name."""
    workbook = _xml(archive, "xl/workbook.xml")
    relations = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target") for relation in relations}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        if sheet.get("name") == name:
            key = next(
                (value for attribute, value in sheet.attrib.items() if attribute.endswith("}id")), None
            )
            target = targets.get(key) or ""
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _xml(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(part), parser)


def _inspect_sheet(table: Table) -> None:
    """Note hidden rows; refuse formulas that have no stored value, since they are not calculated here."""
    hidden, bare_formulas = 0, []
    with zipfile.ZipFile(table.path) as archive:
        part = _sheet_part(archive, table.sheet)
        if part is None or part not in archive.namelist():
            return
        with archive.open(part) as stream:
            for row in _row_tags(stream):
                hidden += (
                    b' hidden="1"' in row[: row.find(b">")] or b' hidden="true"' in row[: row.find(b">")]
                )
                bare_formulas += _BARE_FORMULA.findall(row)
    if bare_formulas:
        cell = bare_formulas[0].decode()
        raise BadInput(
            _(
                "Celle %(cell)s har en formel uten beregnet verdi. Åpne filen i Excel, lagre den og last opp på nytt."
            )
            % {"cell": cell}
        )
    if hidden:
        table.notes.append(_("%(count)s skjulte rader er lest med.") % {"count": hidden})


_BARE_FORMULA = re.compile(
    rb'<c [^>]*?r="([A-Z]+\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def _row_tags(stream: IO[bytes]) -> Iterator[bytes]:
    """The raw bytes of each row of a sheet, without holding the sheet in memory."""
    rest = b""
    while chunk := stream.read(1 << 20):
        rest += chunk
        *rows, rest = rest.split(b"</row>")
        for row in rows:
            start = row.find(b"<row")
            if start >= 0:
                yield row[start:]
