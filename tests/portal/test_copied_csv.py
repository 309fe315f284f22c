"""What PostgreSQL writes and what `write_csv` writes are the same bytes (domain.md E-27)."""

import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Literal

from portal.exports import ColumnKind, Sheet, SheetColumn, write_csv
from portal.exports.copied import FIRST_HARMLESS, date_cell, money_cell, text_cell, write_copied_csv
from portal.exports.tables import DANGEROUS_STARTS

pytestmark = pytest.mark.django_db
TITLES = ("Nr.", "Navn; og «merke»", "Beløp", "Dag")
KINDS = (ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE)
CASTS = ("text", "numeric(15, 2)", "date")
TRAPS = [
    "", " ", "  inn", '"', '""', "a;b", "a\nb", "a\rb", "a\r\nb", "\n", "\\.", "\\", "\\N", "NULL", "'", "=1+1", "+47", "-5",
    "@SUM(A1)", "\tfane", "\rretur", '=HYPERLINK("http://x";"y")', "æøå", "\u00a0", "\U0001f600", "\ufeffx", "A", "@", "Z", "?",
]  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.text(
    "=+-@\t\r\n;\"'\\.aA0 ", max_size=8
)
amounts = st.none() | st.decimals("-9999999999999.99", "9999999999999.99", places=2)
days = st.none() | st.dates(datetime.date(1000, 1, 1))
rows = st.lists(st.tuples(texts, amounts, days), max_size=5)


def by_python(lines: list) -> bytes:
    target = io.BytesIO()
    columns = [SheetColumn(title, kind) for title, kind in zip(TITLES, KINDS, strict=True)]
    write_csv(target, Sheet("Ark", columns, [(number, *line) for number, line in enumerate(lines, 1)]))
    return target.getvalue()


def by_postgres(lines: list) -> bytes:
    values = SQL(", ").join(
        SQL("({})").format(SQL(", ").join(SQL(f"{{}}::{cast}").format(Literal(cell)) for cell, cast in zip(line, CASTS, strict=True)))
        for line in [*lines, ("", None, None)]
    )  # fmt: skip
    cells = SQL("SELECT {}, {}, {} FROM (VALUES {}) v (t, m, d) LIMIT {}").format(
        text_cell(SQL("t")), money_cell(SQL("m")), date_cell(SQL("d")), values, Literal(len(lines))
    )
    target = io.BytesIO()
    write_copied_csv(target, TITLES, cells)
    return target.getvalue()


@pytest.mark.parametrize("text", TRAPS)
def test_each_trap_is_the_same_bytes(text) -> None:
    """domain.md E-27: quotes, line breaks, formulas, and what COPY itself reads as a sign."""
    lines = [(text, Decimal("-0.05"), None), (f"x{text}", None, datetime.date(2024, 2, 29))]

    assert by_postgres(lines) == by_python(lines)


@settings(max_examples=200, deadline=None)
@given(rows)
@example([])
def test_any_row_is_the_same_bytes(lines) -> None:
    """domain.md E-27."""
    assert by_postgres(lines) == by_python(lines)


def test_more_rows_than_are_passed_on_at_a_time() -> None:
    """The seams between the pieces are not seen."""
    lines = [("a\nb", None, None)] * 2_500

    assert by_postgres(lines) == by_python(lines)


def test_no_formula_begins_like_harmless_text() -> None:
    """The short way past the test of the first letter is safe."""
    assert [start for start in DANGEROUS_STARTS if start >= FIRST_HARMLESS] == []
