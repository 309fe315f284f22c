"""The figures of the money: lists, the drawdown, imports and the overview's files."""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection
from django.utils import timezone

from bench.data import CONTROLLER, beside_the_floor, make_rows, make_world, write_extract, write_state_file
from bench.harness import Bench, Measured, case
from reporting.documents import write_overview_csv, write_overview_pdf, write_overview_xlsx
from reporting.models import Authority
from reporting.queries.overview import Overview, overview_of

LIST_ROWS, MANY_ROWS = 100_000, 1_000_000
PDF_ROWS = 5_000
SORTED_AND_FILTERED = "/budsjett/dss-150021-2024/bilag/?periode=202411&sort=-belop"


@case("payments-list", goal=0.3)
def payments_list(bench: Bench) -> list[Measured]:
    """The list of 100 000 payments, filtered and sorted."""
    make_rows(LIST_ROWS)
    return beside_the_floor(
        bench,
        CONTROLLER,
        ("filtered and sorted", SORTED_AND_FILTERED),
        ("first page", "/budsjett/dss-150021-2024/bilag/"),
    )


@case("import-100000", goal=20)
def import_rows(bench: Bench) -> list[Measured]:
    """Seconds to check and save 100 000 rows, and the most megabytes held (goal 300, see the memory line)."""
    make_world()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        write_extract(path, LIST_ROWS)
        done = subprocess.run(
            [sys.executable, "-m", "bench.import_once", str(path)], capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout.splitlines()[-1])
    if told["counted"] != LIST_ROWS:
        raise RuntimeError(f"Imported {told['counted']} of {LIST_ROWS} rows.")
    return [
        Measured(told["seconds"], None, "s", less=True),
        Measured(told["memory"] / 15, None, "MB / 15 (300 MB = 20)", less=True, suffix="memory"),
    ]


def _overview() -> Overview:
    authority = Authority.objects.with_parties().get()
    return overview_of(authority, made_at=timezone.now(), made_by="Benk (EKSEMPEL)")


@case("overview-xlsx", goal=1.3)
def overview_xlsx(bench: Bench) -> Measured:
    """The overview of 100 000 rows beside bare XlsxWriter with the same cells."""
    make_rows(LIST_ROWS)
    cells = _bare_cells()
    return bench.seconds(lambda: write_overview_xlsx(_overview(), io.BytesIO()), lambda: _bare_xlsx(cells))


def _bare_cells() -> list[tuple]:
    """The values of the overview's second sheet, made beforehand: the floor only writes them."""
    from reporting.documents import overview_sheets

    return [tuple(row) for row in overview_sheets(_overview())[1].rows]


def _bare_xlsx(cells: list[tuple]) -> None:
    from xlsxwriter import Workbook

    with Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        money, date = (
            book.add_format({"num_format": "#,##0.00"}),
            book.add_format({"num_format": "dd.mm.yyyy"}),
        )
        for at, row in enumerate(cells):
            for place, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    page.write_string(at, place, value)
                elif hasattr(value, "year"):
                    page.write_datetime(at, place, value, date)
                else:
                    page.write_number(at, place, float(value), money)


@case("overview-csv", goal=2)
def overview_csv(bench: Bench) -> Measured:
    """The overview of a million rows as CSV beside COPY of the same table's rows."""
    make_rows(MANY_ROWS)
    return bench.seconds(lambda: write_overview_csv(_overview(), io.BytesIO()), _copy_out)


def _copy_out() -> None:
    columns = (
        "voucher_type, voucher_number, line_number, invoiced_on, paid_on, cash_period, statskonto, artskonto, account_name, "
        "supplier_name, supplier_number, invoice_number, text, amount, vat, gross, type, original_voucher"
    )
    query = f"COPY (SELECT {columns} FROM reporting_ledgerrow ORDER BY cash_period, id) TO STDOUT CSV"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for _block in copy:
            pass


@case("overview-pdf", goal=5)
def overview_pdf(bench: Bench) -> list[Measured]:
    """Seconds to a tagged PDF of 5 000 rows, and the most megabytes that one process held (goal 300)."""
    make_rows(PDF_ROWS)
    limited = first_rows()
    done = subprocess.run(
        [sys.executable, "-m", "bench.pdf_once"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        bench.seconds(lambda: write_overview_pdf(limited, io.BytesIO())),
        Measured(told["memory"] / 60, None, "MB / 60 (300 MB = 5)", less=True, suffix="memory"),
    ]


def first_rows() -> Overview:
    """The overview of the first 5 000 rows."""
    made = _overview()
    return _FirstRows(made.authority, made.made_at, made.made_by, made.sums)


class _FirstRows(Overview):
    """An overview that stops after 5 000 rows, whatever other cases have left in the ledger."""

    def rows(self, start: int = 0, stop: int | None = None):
        return super().rows(0, PDF_ROWS)


@case("drawdown", goal=0.3)
def drawdown(bench: Bench) -> list[Measured]:
    """The budget page over a million rows: kept until something happens, and drawn anew for each request."""
    make_rows(MANY_ROWS)
    return beside_the_floor(
        bench,
        CONTROLLER,
        ("1 000 000 rows", "/budsjett/dss-150021-2024/"),
        ("1 000 000 rows, drawn anew", "/budsjett/dss-150021-2024/?per=na"),
    )


@case("overview-totals", goal=1.5)
def overview_totals(bench: Bench) -> Measured:
    """The overview's totals of a million rows beside one bare aggregate of the same table."""
    make_rows(MANY_ROWS)
    return bench.seconds(lambda: _overview().sums, _bare_totals)


def _bare_totals() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cash_period, LEFT(artskonto, 2), SUM(amount), COUNT(*) FROM reporting_ledgerrow "
            "WHERE outcome = 'counted' GROUP BY 1, 2"
        )
        cursor.fetchall()


STATE_ROWS = 285_000


@case("state-account", goal=30)
def state_account(bench: Bench) -> list[Measured]:
    """Seconds to read a statsregnskapet file of a year's size, and the most megabytes held (goal 200)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statsregnskapet.csv"
        write_state_file(path, STATE_ROWS)
        done = subprocess.run(
            [sys.executable, "-m", "bench.state_once", str(path)], capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        Measured(told["seconds"], None, "s", less=True),
        Measured(told["memory"] * 30 / 200, None, "MB × 0,15 (200 MB = 30)", less=True, suffix="memory"),
    ]
