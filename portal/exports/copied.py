"""CSV that PostgreSQL writes and the portal passes on: the bytes of `write_csv`, for a million rows (domain.md E-27).

The query gives finished cells, built of the functions here. An empty cell is NULL: COPY writes an empty text as «""».
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.db import connection, transaction
from psycopg.sql import SQL, Composable, Literal

from portal.exports.tables import BOM, DANGEROUS_STARTS, DELIMITER, LINE_END, csv_line

# Everything a spreadsheet could run begins before the letters, and nearly every text begins with one.
FIRST_HARMLESS = "A"
_LINES_AT_A_TIME = 1_000
_DELIMITER = DELIMITER.encode()


def text_cell(text: Composable) -> Composable:
    """Text as `neutralise` leaves it; an empty text is an empty cell."""
    return SQL(
        """CASE WHEN {text} COLLATE "C" >= {harmless} THEN {text} WHEN {text} = '' THEN NULL
        WHEN strpos({dangerous}, left({text}, 1)) > 0 THEN '''' || {text} ELSE {text} END"""
    ).format(text=text, harmless=Literal(FIRST_HARMLESS), dangerous=Literal("".join(DANGEROUS_STARTS)))


def money_cell(amount: Composable) -> Composable:
    """The amount as it is kept, with a decimal comma."""
    return SQL("replace({amount}::text, '.', ',')").format(amount=amount)


def date_cell(day: Composable) -> Composable:
    """dd.mm.åååå."""
    return SQL("to_char({day}, 'DD.MM.YYYY')").format(day=day)


def write_copied_csv(target: BinaryIO, titles: Sequence[str], cells: Composable) -> None:
    """Write what the query `cells` gives, each row after its number, below the titles, as UTF-8 with BOM.

    The rows are passed on as they come; a thousand of them are held at a time.
    """
    target.write(f"{BOM}{csv_line(titles)}".encode())
    end = LINE_END.encode()
    lines: list[bytes] = []
    for number, line in enumerate(_copied(cells), 1):
        # COPY ends each row with a line end of its own; a line break inside a cell is left as it stands.
        lines.append(b"%d%s%s" % (number, _DELIMITER, line[:-1]))
        if len(lines) == _LINES_AT_A_TIME:
            target.write(end.join(lines) + end)
            lines.clear()
    target.write(b"".join(line + end for line in lines))


def _copied(cells: Composable) -> Iterator[bytes]:
    """The rows as COPY writes them.

    Without nested loops the workers join and finish the cells before they sort, and the leader only merges.
    """
    statement = SQL("COPY ({cells}) TO STDOUT (FORMAT csv, DELIMITER {delimiter})").format(
        cells=cells, delimiter=Literal(DELIMITER)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop TO off")
        with cursor.copy(statement) as copy:
            yield from map(bytes, copy)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
