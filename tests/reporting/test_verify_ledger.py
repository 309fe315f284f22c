"""verify_ledger: someone who went around the triggers is noticed (domain.md E-24)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.files import StoredFile
from reporting.models import LedgerBatch
from tests import factories_overviews as made
from tests.factories_money import LedgerRowFactory

pytestmark = pytest.mark.django_db


def verify() -> list[str]:
    """What the command says; the last line is the refusal when there is one."""
    output = StringIO()
    try:
        call_command("verify_ledger", stdout=output)
    except CommandError as error:
        return [*output.getvalue().splitlines(), str(error)]
    return output.getvalue().splitlines()


def around_the_triggers(statement: str) -> None:
    """As the owner of the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = 'origin'")


def test_untouched_versions_are_as_they_were_sent(authority) -> None:
    """domain.md E-24: also when rows, ties and versions have come since."""
    made.tied(authority)
    made.sent(authority)
    made.tied(authority, "5.00")
    made.sent(authority, reason="Nytt bilag")
    LedgerRowFactory(authority=authority)

    assert verify() == [
        "Kjeden over 3 bilagslinjer i 3 partier er hel.",
        "2 oversendte versjoner er slik de ble sendt.",
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE reporting_ledgerrow SET amount = 900",
            "bilag IV 77-1 er endret i regnskapet: net «1000.00» → «900.00».",
        ),
        ("UPDATE reporting_ledgerrow SET supplier_name = 'Annen AS'", "supplier «Eksempel AS» → «Annen AS»."),
        ("UPDATE reporting_ledgerrow SET outcome = 'accrual'", "bilag IV 77-1 er borte fra regnskapet."),
        (
            "UPDATE reporting_overviewversion SET row_count = 9",
            "summen eller antallet linjer er ikke det som ble sendt.",
        ),
        (
            "UPDATE reporting_overviewversion SET sha256 = repeat('a', 64)",
            "JSON-filens hash er ikke den som ble sendt.",
        ),
        ("DELETE FROM reporting_sealedfile WHERE extension = 'pdf'", "PDF mangler."),
    ],
)
def test_what_was_touched_is_named(authority, statement, said) -> None:
    """Says which row was touched if someone went around the triggers."""
    made.tied(authority, voucher_number="77")
    made.sent(authority)
    around_the_triggers(statement)

    *faults, refusal = verify()

    assert [fault for fault in faults if fault.endswith(said)] != []
    assert refusal == f"{len(faults)} feil i 1 bilagslinjer og 1 oversendte versjoner."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE reporting_ledgerrow SET raw = 'Annet' WHERE voucher_number = '2'", ["Bilag IV 2-1 er endret etter at det ble skrevet."]),
        ("DELETE FROM reporting_ledgerrow WHERE voucher_number = '2'", ["Parti 2 på fullmakt {authority}: 1 linjer ble skrevet, og 0 er der nå, eller de sier noe annet.", "{name}, 202410: bilagslinjene er 2000.00 kr, men summen som er holdt, er 3000.00 kr."]),
        ("UPDATE reporting_ledgerbatch SET sha256 = repeat('a', 64) WHERE number = 2", ["Parti 2 på fullmakt {authority} henger ikke sammen med partiet før.", "Parti 3 på fullmakt {authority} henger ikke sammen med partiet før."]),
        ("DELETE FROM reporting_ledgerbatch WHERE number = 2", ["Parti 3 på fullmakt {authority} henger ikke sammen med partiet før.", "Bilag IV 2-1 står utenfor kjeden."]),
    ],
)  # fmt: skip
def test_chain_says_where_it_was_broken(authority, statement, said) -> None:
    """No version needs to be sent for a touched row to be noticed."""
    for number in "123":
        LedgerRowFactory(authority=authority, voucher_number=number)
    around_the_triggers(statement)

    assert verify()[:-1] == [text.format(authority=authority.pk, name=authority) for text in said]


def test_rows_of_one_statement_are_one_link(whole_year) -> None:
    """An import is one batch, with its sum."""
    assert LedgerBatch.objects.count() == 1
    assert LedgerBatch.objects.get().row_count == whole_year.rows.count()


def test_row_slipped_in_behind_the_seal_is_named(authority) -> None:
    """A row behind the seal is a fault (domain.md E-24)."""
    made.tied(authority)
    version = made.sent(authority)
    late = LedgerRowFactory(authority=authority)
    around_the_triggers(f"UPDATE reporting_ledgerrow SET id = 0 WHERE id = {late.pk}")

    assert f"{version}: bilag {late} står i regnskapet, men ikke i den oversendte." in verify()


@pytest.mark.parametrize("extension", ["json", "xlsx", "csv", "pdf"])
def test_bytes_on_disk_are_checked(authority, extension) -> None:
    """domain.md E-24."""
    version = made.sent(authority)
    StoredFile.objects.get(sha256=version.files.get(extension=extension).sha256).path.unlink()

    assert verify() == [
        f"{version}: {extension.upper()} er borte eller endret på disken.",
        "1 feil i 0 bilagslinjer og 1 oversendte versjoner.",
    ]
