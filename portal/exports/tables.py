"""XLSX and CSV with numbers as numbers, dates as dates, and text that no spreadsheet will run (domain.md E-27)."""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, BinaryIO

from django.http import StreamingHttpResponse

DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Day 0 of a spreadsheet.
DAY_NOUGHT = datetime.date(1899, 12, 30).toordinal()
# How a Norwegian spreadsheet reads CSV.
BOM, DELIMITER, LINE_END = "\ufeff", ";", "\r\n"


class ColumnKind(Enum):
    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class SheetColumn:
    """A heading, what stands under it, and how wide it is in a spreadsheet."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14


@dataclass
class Sheet:
    """A table to write: facts above it, its columns, its rows, and sums below."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[object]]
    head: Sequence[tuple[str, object]] = field(default_factory=tuple)
    foot: Sequence[Sequence[object]] = field(default_factory=tuple)


def neutralise(text: str) -> str:
    """Text that begins like a formula gets an apostrophe before it; numbers never come here."""
    return f"'{text}" if text.startswith(DANGEROUS_STARTS) else text


def write_xlsx(target: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to an open binary file, a row at a time in constant memory."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow import

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, options) as book:
        formats = {
            ColumnKind.MONEY: book.add_format({"num_format": "#,##0.00"}),
            ColumnKind.DATE: book.add_format({"num_format": "dd.mm.yyyy"}),
            "bold": book.add_format({"bold": True}),
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name[:31]), sheet, formats)


def _write_sheet(page: Any, sheet: Sheet, formats: dict) -> None:
    at = 0
    for label, value in sheet.head:
        page.write_string(at, 0, label, formats["bold"])
        _write_loose(page, at, 1, value, formats)
        at += 1
    at += bool(sheet.head)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(at, place, column.title, formats["bold"])
    header = at
    at = _write_rows(page, sheet, header + 1, formats)
    page.freeze_panes(header + 1, 0)
    for at, row in enumerate(sheet.foot, at + 2):  # noqa: B020 - the count goes on
        for place, value in enumerate(row):
            _write_loose(page, at, place, value, formats)


def _write_rows(page: Any, sheet: Sheet, first: int, formats: dict) -> int:
    """Every row from the line `first`; the number of the last line. Two million cells go through here: no call too many."""
    money, date, at = formats[ColumnKind.MONEY], formats[ColumnKind.DATE], first - 1
    kinds = [column.kind for column in sheet.columns]
    text, number, string = ColumnKind.TEXT, page.write_number, page.write_string
    rows: Iterable[Sequence[Any]] = sheet.rows
    for at, row in enumerate(rows, first):
        for place, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            if value is None or value == "":
                continue
            if kind is text:
                string(at, place, neutralise(str(value)))
            elif kind is ColumnKind.MONEY:
                number(at, place, float(value), money)
            elif kind is ColumnKind.DATE:
                number(at, place, _day_number(value), date)
            else:
                number(at, place, value)
    return at


def _writer(page: Any, kind: ColumnKind, formats: dict) -> Callable[[int, int, Any], object]:
    if kind is ColumnKind.MONEY:
        money = formats[ColumnKind.MONEY]
        return lambda row, place, value: page.write_number(row, place, float(value), money)
    if kind is ColumnKind.NUMBER:
        return page.write_number
    if kind is ColumnKind.DATE:
        date_format = formats[ColumnKind.DATE]
        return lambda row, place, value: page.write_number(row, place, _day_number(value), date_format)
    return lambda row, place, value: page.write_string(row, place, neutralise(str(value)))


def _day_number(day: datetime.date) -> int:
    """The number a spreadsheet keeps for a day (1 March 1900 or later), and what XlsxWriter would make of it."""
    return day.toordinal() - DAY_NOUGHT


def _write_loose(page: Any, row: int, place: int, value: object, formats: dict) -> None:
    if value is None or value == "":
        return
    kinds = {Decimal: ColumnKind.MONEY, int: ColumnKind.NUMBER, datetime.date: ColumnKind.DATE}
    _writer(page, kinds.get(type(value), ColumnKind.TEXT), formats)(row, place, value)


def csv_line(cells: Sequence[str]) -> str:
    """One line of CSV, with its end."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=DELIMITER, lineterminator=LINE_END).writerow(cells)
    return buffer.getvalue()


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The sheet's table as CSV text: «;», decimal comma, dates dd.mm.åååå; head and foot are left out."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=DELIMITER, lineterminator=LINE_END)
    yield BOM
    writer.writerow([column.title for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        writer.writerow([_csv_text(value, kind) for value, kind in zip(row, kinds, strict=True)])
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _csv_text(value: object, kind: ColumnKind) -> str:
    if value is None:
        return ""
    if kind is ColumnKind.MONEY:
        return str(value).replace(".", ",")
    if kind is ColumnKind.DATE:
        return f"{value:%d.%m.%Y}"
    return neutralise(str(value)) if kind is ColumnKind.TEXT else str(value)


def write_csv(target: BinaryIO, sheet: Sheet) -> None:
    """Write the sheet as UTF-8 with BOM to an open binary file."""
    for text in csv_lines(sheet):
        target.write(text.encode())


def csv_response(sheet: Sheet, filename: str) -> StreamingHttpResponse:
    """The sheet as a download that is sent while it is read."""
    response = StreamingHttpResponse(
        (text.encode() for text in csv_lines(sheet)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
