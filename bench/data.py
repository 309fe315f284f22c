"""Generated rows for the bench: everything in it is made up."""

import csv
import io
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from bench.harness import Bench, Load, Measured
from portal.imports.models import ImportRun
from portal.people.reference import DEMO_PASSWORD
from reporting.actions.sums import sum_again
from reporting.demo import HEADERS
from reporting.models import Authority

CONTROLLER = "okonomi@dss.example.test"
FLOOR_ROWS = 1_000


def make_world() -> Authority:
    """Bodies, people, letters and the authority of the demo; again adds nothing."""
    with override_settings(DEMO_CONTENT=True):
        call_command("demo", verbosity=0, stdout=io.StringIO())
    return Authority.objects.select_related("receiver").get()


def make_rows(count: int) -> Authority:
    """See to it that the ledger has `count` more-or-less ordinary rows, each tied to an assignment."""
    authority = make_world()
    run = ImportRun.objects.earliest("pk")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM reporting_ledgerrow")
        have = cursor.fetchone()[0]
        cursor.execute(_ROWS, [authority.pk, run.pk, have + 1, count])
        # What is generated sums by construction; without the triggers it is there in seconds.
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute(_PARTS, [authority.basis_letter_id])
    sum_again()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reporting_ledgerrow, reporting_allocation")
    return authority


def make_floor() -> None:
    """The floor shows fifty rows of the ledger: without them it would be a view of nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM reporting_ledgerrow OFFSET %s)", [FLOOR_ROWS - 1])
        has_rows = cursor.fetchone()[0]
    if not has_rows:
        make_rows(FLOOR_ROWS)


def beside_the_floor(bench: Bench, email: str, *pages: tuple[str, str]) -> list[Measured]:
    """Requests a second of each page (suffix, address), logged in with the e-mail, beside the bare view of one query."""
    make_floor()
    with bench.server("bench.floor_wsgi:application") as bare, bench.server() as port:
        cookie = bench.login(port, email, DEMO_PASSWORD, path="/konto/logg-inn/")
        floor = Load(bare, "/floor/")
        return [
            bench.requests(Load(port, address, cookie), floor, suffix=suffix) for suffix, address in pages
        ]


_ROWS = """
    INSERT INTO reporting_ledgerrow (
        authority_id, run_id, row_number, raw, outcome, type, flags, accountant_number, year, voucher_type,
        voucher_number, line_number, statskonto, cash_period, account, account_name, artskonto, cost_place, dimension,
        purpose, text, supplier_key, supplier_name, supplier_number, supplier_country, invoice_number,
        original_voucher, amount, amount_exact)
    SELECT %s, %s, n, '', 'counted', 'payment', '{}', '974761424', 2024, 'IV', 'B' || n, 1, '150021',
           '2024' || lpad((n %% 12 + 1)::text, 2, '0'), '6710', 'Utvikling av programvare', '671', '4100', 'KI', 'F1',
           'Delleveranse ' || n || ' (EKSEMPEL)', '7' || n %% 500, 'Leverandør ' || n %% 500 || ' (EKSEMPEL)',
           '', '', 'F' || n, '', (n %% 900) + 0.25, (n %% 900) + 0.25
      FROM generate_series(%s, %s) n
"""
_PARTS = """
    INSERT INTO reporting_allocation (row_id, assignment_id, amount)
    SELECT row.id, assignment.id, row.amount
      FROM reporting_ledgerrow row
      JOIN letters_assignment assignment
        ON assignment.letter_id = %s AND assignment.kind = 'directive' AND assignment.number = row.id %% 4 + 1
     WHERE NOT EXISTS (SELECT FROM reporting_allocation part WHERE part.row_id = row.id)
"""


def write_extract(path: Path, count: int) -> None:
    """A «Kontant» extract of `count` rows on our post."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for number in range(count):
            amount = f"{Decimal(number % 900) + Decimal('0.25'):.2f}".replace(".", ",")
            writer.writerow(
                (
                    "6710", "Utvikling av programvare", "4100", "4100 KI (EKSEMPEL)", "150021", "Spesielle driftsutgifter",
                    "F1", "F1 KI", "DEP", "IV", "Leverandørfaktura", f"X{number}", f"7{number % 500}",
                    f"Leverandør {number % 500} (EKSEMPEL)", f"Delleveranse {number} (EKSEMPEL)", "F1", amount,
                    f"2024{number % 12 + 1:02d}",
                )
            )  # fmt: skip


def write_state_file(path: Path, count: int) -> None:
    """A file in the layout of statsregnskapet with `count` rows of about 470 bytes, every tenth on our post."""
    names = [f"Kolonne{number}" for number in range(24)]
    filler = [f"EKSEMPEL {number:02d} utfyllende" for number in range(24)]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(["År", "Post_id", "Virksomhet_id", *names, "Beløp"])
        for number in range(count):
            post = "150021" if number % 10 == 0 else "150001"
            writer.writerow(["2024", post, "974761424", *filler, f"{number % 900},250"])
