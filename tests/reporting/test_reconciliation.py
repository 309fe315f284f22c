"""Portal, ledger extract and statsregnskapet side by side; every difference by voucher (features.md R12; domain.md E-26, I-13)."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import BadInput, StepRefused
from portal.imports.runs import check_run, order_run, save_run, start_run
from reporting.actions import overviews as actions
from reporting.actions.reconciliation import explain_difference, load_state_account
from reporting.documents import head_of
from reporting.ledger.comparison import LedgerComparison, apart
from reporting.ledger.statsregnskapet import read_state_sum
from reporting.models import Difference, LedgerRow, StateAccount
from reporting.queries.overview import overview_of
from reporting.rules import missing_for_check
from reporting.states import DifferenceCause, DifferenceKind
from tests import factories_overviews as made
from tests.factories_money import NOON, extract, imported, row_cells

pytestmark = pytest.mark.django_db
KR = Decimal
HEADER = '"År";"Periode";"Post_id";"Virksomhet_id";"Virksomhet";"Beløp"\r\n'


def public(*rows: str) -> io.BytesIO:
    return io.BytesIO((HEADER + "\r\n".join(rows)).encode("cp1252"))


def compared(authority, content: bytes, *, by):
    upload = SimpleUploadedFile("utdrag.csv", content)
    run = start_run(
        kind=LedgerComparison(), upload=upload, target={"authority": authority.pk}, by=by, at=timezone.now()
    )
    return save_run(run=order_run(run=check_run(run=run), by=by, at=timezone.now()))


@pytest.fixture
def with_two_differences(authority, controller):
    """Vouchers 1–3 imported; the extract has a 4th, and another amount on the 2nd."""
    rows = [row_cells(Bilagsnr=str(number)) for number in (1, 2, 3)]
    imported(authority, extract(*rows), by=controller)
    version = made.draft(authority, by=controller)
    rows[1] = row_cells(Bilagsnr="2", Kontantbeløp="1 500,00")
    compared(authority, extract(*rows, row_cells(Bilagsnr="4")), by=controller)
    return version


def test_one_extra_voucher_and_one_changed_amount_are_two_differences(with_two_differences) -> None:
    """R12: exactly two, by voucher number; nothing is imported and nothing is changed."""
    found = list(Difference.objects.values_list("voucher", "kind", "ours", "theirs"))

    assert found == [
        ("IV 2-1", DifferenceKind.AMOUNT, KR("1000.00"), KR("1500.00")),
        ("IV 4-1", DifferenceKind.EXTRA, None, KR("1000.00")),
    ]
    assert LedgerRow.objects.count() == 3
    with_two_differences.refresh_from_db()
    assert with_two_differences.ledger_sum == KR("4500.00")


def test_voucher_that_is_not_in_the_extract_is_missing(authority, controller) -> None:
    imported(authority, extract(row_cells(Bilagsnr="1"), row_cells(Bilagsnr="2")), by=controller)
    made.draft(authority, by=controller)

    compared(authority, extract(row_cells(Bilagsnr="1")), by=controller)

    assert [(item.voucher, item.kind) for item in Difference.objects.all()] == [
        ("IV 2-1", DifferenceKind.MISSING)
    ]


def test_difference_without_cause_stops_the_check_and_is_printed_when_explained(
    with_two_differences, controller
) -> None:
    """R12, E-26: each explained with a code and a sentence, or the step is refused."""
    version = with_two_differences
    assert "F-10" in [problem.code for problem in missing_for_check(version)]
    for difference in Difference.objects.all():
        explain_difference(
            difference=difference,
            code=DifferenceCause.LATER,
            explanation="Kommer i neste uttrekk",
            by=controller,
            at=NOON,
        )

    assert "F-10" not in [problem.code for problem in missing_for_check(version)]
    printed = dict(head_of(overview_of(version.authority, made_at=NOON, made_by="", version=version)))
    assert printed["Avvik på bilag IV 4-1"] == "Kommer med neste import. Kommer i neste uttrekk"


def test_new_extract_keeps_what_was_explained(with_two_differences, authority, controller) -> None:
    difference = Difference.objects.get(voucher="IV 4-1")
    explain_difference(difference=difference, code="later", explanation="Neste", by=controller, at=NOON)
    rows = [row_cells(Bilagsnr=str(number)) for number in (1, 2, 3, 4)]

    compared(authority, extract(*rows), by=controller)

    assert [(item.voucher, item.explanation) for item in Difference.objects.all()] == [("IV 4-1", "Neste")]


def test_sentence_without_cause_is_refused_by_the_database(with_two_differences) -> None:
    with pytest.raises(IntegrityError, match="cause_sentence_and_name"), transaction.atomic():
        Difference.objects.update(explanation="Bare en setning")


def test_differences_are_locked_with_the_check(authority, controller) -> None:
    """E-24."""
    made.tied(authority, voucher_number="1")
    made.draft(authority, by=controller)
    compared(authority, extract(row_cells(Bilagsnr="1", Kontantbeløp="1 001,00")), by=controller)
    difference = Difference.objects.get()
    explain_difference(difference=difference, code="later", explanation="Neste", by=controller, at=NOON)
    version = difference.version
    version.refresh_from_db()
    said = actions.Reconciliation(ledger_sum=version.ledger_sum, explanation="Én krone", case_number="24/385")
    version = actions.reconcile_overview(version=version, said=said, by=controller, at=NOON)
    made.commented(version, by=controller)
    actions.check_overview(version=version, by=controller, at=NOON)

    with pytest.raises(StepRefused, match="utkast"):
        explain_difference(difference=difference, code="other", explanation="Annet", by=controller, at=NOON)
    with pytest.raises(DatabaseError, match="mens versjonen er et utkast"), transaction.atomic():
        Difference.objects.all().delete()


def test_extract_without_a_draft_says_what_to_do(authority, controller) -> None:
    run = compared(authority, extract(row_cells()), by=controller)

    assert "Lag en versjon av årsoversikten først" in run.error


@given(
    ours=st.dictionaries(st.tuples(st.just(2024), st.just("IV"), st.text("12", max_size=2), st.just(1)), st.decimals(-9, 9, places=2), max_size=5),
    theirs=st.dictionaries(st.tuples(st.just(2024), st.just("IV"), st.text("12", max_size=2), st.just(1)), st.decimals(-9, 9, places=2), max_size=5),
)  # fmt: skip
def test_differences_explain_the_whole_difference_of_the_sums(ours, theirs) -> None:
    """R12: Σ theirs − Σ ours is the sum of what is listed, to the øre."""
    listed = sum(((item.theirs or KR(0)) - (item.ours or KR(0)) for item in apart(ours, theirs)), KR(0))

    assert listed == sum(theirs.values(), KR(0)) - sum(ours.values(), KR(0))


# Statsregnskapet -------------------------------------------------------------------------------

OURS = '"2024";"202410";"150021";"974761424";"DSS";"-847732,870"'


@pytest.mark.parametrize("packed", [False, True])
def test_public_sum_is_of_the_year_the_post_and_the_body(packed) -> None:
    """I-13: three decimals, Latin-1, filtered; a ZIP holds one CSV."""
    source = public(
        OURS, '"2024";"202411";"150021";"974761424";"DSS";"1000000,005"', '"2023";"202310";"150021";"974761424";"DSS";"1,000"',
        '"2024";"202410";"150001";"974761424";"DSS";"2,000"', '"2024";"202410";"150021";"932384469";"DFD";"3,000"',
    )  # fmt: skip
    if packed:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("statsregnskapet.csv", source.getvalue())
        source = io.BytesIO(target.getvalue())

    found = read_state_sum(source, year=2024, post="150021", body="974761424")

    assert (found.total, found.row_count, found.rows_read) == (KR("152267.14"), 2, 5)


def test_public_example_row_is_read(reference_data) -> None:
    """I-13: the real layout, 28 columns, in Latin-1."""
    with (reference_data / "statsregnskapet" / "eksempelrad_2023_latin1.csv").open("rb") as file:
        found = read_state_sum(file, year=2023, post="132001", body="971032081")

    assert (found.total, found.row_count) == (KR("-847732.87"), 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a;b\r\n1;2", "Kolonnene mangler"), (b"PK\x03\x04rusk", "ZIP-filen"), ((HEADER + OURS.replace("-847732,870", "mye")).encode("cp1252"), "Rad 2 kan ikke leses")],
)  # fmt: skip
def test_another_file_is_a_sentence(content, message) -> None:
    with pytest.raises(BadInput, match=message):
        read_state_sum(io.BytesIO(content), year=2024, post="150021", body="974761424")


@pytest.mark.parametrize(("theirs", "code"), [("1500,000", "W-21"), ("500,000", "F-11")])
def test_public_sum_is_held_against_ours(authority, controller, theirs, code) -> None:
    """E-26: the public sum may be higher (other fullmakter); a lower one stops."""
    made.tied(authority, "1000.00")
    load_state_account(
        authority=authority,
        source=public(OURS.replace("-847732,870", theirs)),
        name="aar_2024.csv",
        by=controller,
        at=NOON,
    )

    codes = [problem.code for problem in missing_for_check(made.draft(authority))]

    assert codes == [code]
    assert StateAccount.objects.get().total == KR(theirs.replace(",", "."))


def test_page_shows_three_sums_and_takes_the_explanation(
    with_two_differences, authority, client_for, controller
) -> None:
    """R12 in the browser."""
    client, page = client_for(controller), f"/rapporter/{authority.key}/avstemming/"
    upload = SimpleUploadedFile("aar_2024.csv", public(OURS).getvalue())
    client.post(f"{page}statsregnskapet/", {"statsregnskapet-file": upload})
    pk = Difference.objects.get(voucher="IV 4-1").pk

    assert client.post(f"/avvik/{pk}/forklar/", {f"avvik{pk}-code": "later"}).status_code == 422
    client.post(
        f"/avvik/{pk}/forklar/", {f"avvik{pk}-code": "later", f"avvik{pk}-explanation": "Neste uttrekk"}
    )
    shown = client.get(page).content.decode()

    for text in ("4\xa0500,00", "−847\xa0732,87", "3\xa0000,00", "Neste uttrekk", "IV 2-1"):
        assert text in shown
