"""SAF-T Financial as a secondary source, held against an oracle that others made (domain.md I-01…I-05)."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from portal.errors import BadInput
from reporting.ledger.saft import read_saft
from reporting.models import LedgerRow
from tests.factories_money import controller_of

EXAMPLE = "ExampleFile_SAF-T_Financial_888888888_20180228235959.xml"


@pytest.fixture
def example(reference_data: Path) -> bytes:
    return (reference_data / "saft" / EXAMPLE).read_bytes()


@pytest.fixture
def oracle(reference_data: Path) -> dict:
    return json.loads((reference_data / "saft" / "forventet_888888888.json").read_text(encoding="utf-8"))


def test_payments_are_those_of_the_oracle(example, oracle) -> None:
    """I-04: 18 lines in 6 transactions, 572 913,75 and not 609 938,75; five numbers are flagged, nothing refused."""
    found = read_saft(io.BytesIO(example))
    expected = oracle["leverandorbetalinger"]

    assert (len(found.payments), found.paying_transactions, found.paid) == (18, 6, Decimal("572913.75"))
    assert [(item.transaction, item.supplier_id, item.amount) for item in found.payments] == [
        (line["transaksjon"], line["leverandor_id"], Decimal(line["belop"])) for line in expected["linjer"]
    ]
    assert len(found.wrong_numbers) == 5


def test_control_totals_are_the_files_own(example, oracle) -> None:
    """I-03."""
    found = read_saft(io.BytesIO(example))

    assert (found.version, found.transactions, found.lines) == (
        "1.10",
        oracle["transaksjoner"],
        oracle["linjer"],
    )
    assert (str(found.debit), str(found.credit)) == (oracle["totalDebit"], oracle["totalCredit"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<n1:NumberOfEntries>53", b"<n1:NumberOfEntries>54", "NumberOfEntries er 54"),
        (b"<n1:TotalDebit>9487049.35", b"<n1:TotalDebit>9487049.36", "TotalDebit"),
        (b"<n1:Amount>62600</n1:Amount>", b"<n1:Amount>62601</n1:Amount>", "Transaksjon 1012 .* ikke i null"),
        (b"<n1:Amount>62600</n1:Amount>", b"<n1:Amount>mye</n1:Amount>", "ikke et bel.p .linje"),
        (b"<n1:AuditFileVersion>1.0", b"<n1:AuditFileVersion>9.9", "9.9.* er ukjent"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>',
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
            "DOCTYPE",
        ),
        (b"</n1:AuditFile>", b"", "ikke lesbar XML"),
    ],
)
def test_file_that_does_not_add_up_is_one_sentence(example, old, new, message) -> None:
    """I-01, I-02, I-03: refused, with the line where there is one."""
    assert old in example
    with pytest.raises(BadInput, match=message):
        read_saft(io.BytesIO(example.replace(old, new, 1)))


def test_file_without_namespace_gives_one_understandable_message(reference_data) -> None:
    """I-02."""
    path = reference_data / "saft" / "negativ_Eksempelfil_fra_xmlSpy_uten_namespace.xml"
    with path.open("rb") as file, pytest.raises(BadInput, match="navnerommet mangler"):
        read_saft(file)


@pytest.mark.django_db
def test_page_shows_the_payments_and_charges_nothing(authority, client_for, example) -> None:
    """I-05: without a mapping nothing is charged to a fullmakt."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client_for(controller_of(authority)).post(
        f"/rapporter/{authority.key}/avstemming/saft/", {"saft-file": SimpleUploadedFile("saft.xml", example)}
    )

    assert "572\xa0913,75" in answer.content.decode()
    assert LedgerRow.objects.count() == 0


@pytest.fixture
def schemas(reference_data: Path, settings) -> None:
    settings.SAFT_SCHEMAS = str(reference_data / "saft")


def test_example_follows_the_schema_of_its_version(example, schemas) -> None:
    """I-02: namespace and version first, then the schema of that version."""
    assert read_saft(io.BytesIO(example)).paid == Decimal("572913.75")


def test_file_that_breaks_its_schema_is_one_sentence_with_the_line(example, schemas) -> None:
    """I-02: the 1.10 example called 1.30 breaks that schema; the sentence names the element and the line."""
    newer = example.replace(b"AuditFileVersion>1.0<", b"AuditFileVersion>1.30<")
    broken = example.replace(b"<n1:TaxAccountingBasis>", b"<n1:Noe>", 1).replace(
        b"</n1:TaxAccountingBasis>", b"</n1:Noe>", 1
    )

    with pytest.raises(BadInput, match=r"skjemaet for SAF-T 1\.30: «\w+» .* \(linje \d+\)"):
        read_saft(io.BytesIO(newer))
    with pytest.raises(BadInput, match=r"skjemaet for SAF-T 1\.10: «Noe»"):
        read_saft(io.BytesIO(broken))


def test_file_without_namespace_is_still_one_sentence(reference_data: Path, schemas) -> None:
    path = reference_data / "saft" / "negativ_Eksempelfil_fra_xmlSpy_uten_namespace.xml"

    with pytest.raises(BadInput, match="navnerommet mangler"):
        read_saft(io.BytesIO(path.read_bytes()))


def test_without_schemas_the_control_sums_are_checked(example) -> None:
    broken = example.replace(b"<n1:TaxAccountingBasis>", b"<n1:Noe>", 1).replace(
        b"</n1:TaxAccountingBasis>", b"</n1:Noe>", 1
    )

    assert read_saft(io.BytesIO(broken)).transactions == 53
