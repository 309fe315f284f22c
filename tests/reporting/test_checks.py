"""Coded checks: fatal stops, a warning needs its comment, which is printed (features.md R13; domain.md E-08, E-26)."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from portal.errors import StepRefused
from reporting.actions import overviews as actions
from reporting.actions.allocations import assess_payment
from reporting.actions.checks import comment_on_check
from reporting.actions.corrections import explain_correction
from reporting.documents import head_of, overview_as_data
from reporting.models import CheckComment, Correction
from reporting.queries.checks import CODES, ROW_CHECKS, WHOLE_CHECKS, findings_of
from reporting.queries.overview import overview_of
from reporting.rules import missing_for_check
from reporting.states import CorrectionKind, Flag, Outcome, RowType, Severity
from tests import factories_commitments as orders
from tests import factories_overviews as made
from tests.factories_money import NOON, LedgerRowFactory, controller_of

pytestmark = pytest.mark.django_db
KR = Decimal


def hits(authority, version=None) -> dict[str, int]:
    return {item.code: item.count for item in findings_of(authority, version) if item.count}


def test_every_code_says_its_severity_and_is_used_once() -> None:
    """R13: 31 rules, F-… or W-…."""
    assert len(CODES) == len(ROW_CHECKS) + len(WHOLE_CHECKS) == 31
    assert {code[:2] for code in CODES} == {"F-", "W-"}


def test_payment_without_assignment_is_f_03(authority) -> None:
    """R13: remove føring on one payment → F-03 fatal, with the row and the way to it."""
    row = LedgerRowFactory(authority=authority)

    found = {item.code: item for item in findings_of(authority, None, with_rows=True)}["F-03"]

    assert (found.severity, found.count, found.rows) == (Severity.FATAL, 1, [row])
    assert found.url.endswith("/kontroller/#F-03")


def test_amount_zero_is_w_02_and_its_comment_is_printed(authority) -> None:
    """R13: amount 0 → W-02 asks for a comment, and the comment is printed."""
    LedgerRowFactory(authority=authority, amount=KR("0.00"))
    made.tied(authority)
    version, by = made.draft(authority), controller_of(authority)
    assert hits(authority, version) == {"F-03": 1, "W-02": 1}

    comment_on_check(version=version, code="W-02", text="Nullfaktura fra leverandøren", by=by, at=NOON)

    assert [problem.code for problem in missing_for_check(version)] == ["F-03"]
    printed = dict(head_of(overview_of(authority, made_at=NOON, made_by="", version=version)))
    assert "Nullfaktura" in printed["Advarsel W-02"]


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("W-03", {"flags": [Flag.POSSIBLE_DOUBLE]}),
        ("W-04", {"flags": [Flag.UNKNOWN_ACCOUNT]}),
        ("W-05", {"flags": [Flag.BALANCE_ACCOUNT]}),
        ("W-06", {"flags": [Flag.SUPPLIER_NUMBER]}),
        ("W-07", {"flags": [Flag.ROUNDED]}),
        ("W-08", {"flags": [Flag.VAT_MISMATCH]}),
        ("W-09", {"flags": [Flag.DATES_DIFFER]}),
        ("F-07", {"flags": [Flag.OUTSIDE_COST_PERIOD]}),
        ("F-08", {"type": RowType.REPOSTING}),
        ("W-12", {"type": RowType.CREDIT_NOTE, "amount": KR("-5.00")}),
        ("W-14", {"cash_period": "202408"}),
        ("W-15", {"supplier_name": ""}),
        ("W-16", {"outcome": Outcome.OTHER_YEAR, "cash_period": "202501"}),
        ("F-05", {"outcome": Outcome.SPECIAL_PERIOD, "cash_period": "202413"}),
    ],
)
def test_row_is_found_by_its_code(authority, code, row) -> None:
    """R13: each check hits what it is for, and a good row hits none."""
    good = made.tied(authority)
    LedgerRowFactory(authority=authority, **row)

    found = {item.code: item for item in findings_of(authority, made.draft(authority), with_rows=True)}[code]

    assert found.count == 1
    assert good not in found.rows


def test_checks_of_rows_cost_one_query_more_than_the_sums(authority, django_assert_max_num_queries) -> None:
    for _n in range(3):
        made.tied(authority)
    with django_assert_max_num_queries(16):
        findings_of(authority, None)


def test_rows_judged_not_additional_are_listed_apart(authority) -> None:
    """E-08, R06: on the overview with their sum, still a part of the total until they are reposted."""
    row = made.tied(authority, "700.00")
    made.tied(authority, "300.00")
    by = controller_of(authority)
    assess_payment(row=row, is_additional_cost=False, reason="Ordinær drift", remark="", by=by, at=NOON)

    overview = overview_of(authority, made_at=NOON, made_by="")
    answer = overview_as_data(overview)

    assert overview.sums.total == KR("1000.00")
    assert [item["net"] for item in answer["not_additional_cost"]] == ["700.00"]
    assert dict(head_of(overview))["Herav vurdert som ikke merutgift, eks. mva. (kr)"] == "700,00"
    assert hits(authority)["W-11"] == 1


def test_exceptions_from_the_ceiling_are_printed(authority) -> None:
    """R07: with name and reason."""
    order = orders.approved(authority, "2100000.01", exception="Avtalt i brev 24/385-110")

    printed = dict(head_of(overview_of(authority, made_at=NOON, made_by="")))["Unntak fra rammen"]

    assert str(order.approved_by) in printed
    assert "Avtalt i brev" in printed
    assert (hits(authority)["W-18"], hits(authority)["W-20"]) == (1, 1)


@pytest.mark.parametrize("code", ["F-03", "X-99"])
def test_only_warnings_are_commented(authority, code) -> None:
    """R13: a fatal finding is mended."""
    with pytest.raises(StepRefused, match="Bare advarsler"):
        comment_on_check(
            version=made.draft(authority), code=code, text="x", by=controller_of(authority), at=NOON
        )


def test_comment_is_locked_with_the_check(authority) -> None:
    """E-24: in the action, and in the database behind it."""
    LedgerRowFactory(authority=authority, outcome=Outcome.OTHER_YEAR, cash_period="202501")
    version = made.checked(authority)

    with pytest.raises(StepRefused, match="utkast"):
        comment_on_check(version=version, code="W-16", text="Annet", by=controller_of(authority), at=NOON)
    with pytest.raises(DatabaseError, match="mens versjonen er et utkast"), transaction.atomic():
        CheckComment.objects.update(text="Annet")


def test_controller_comments_on_the_page_and_checks(authority, client_for) -> None:
    """R13 in the browser: the stop, the comment, the step."""
    made.tied(authority, supplier_name="")
    version, client = made.draft(authority), client_for(controller_of(authority))
    steps = f"/rapporter/{authority.key}/versjoner/{version.number}"

    assert "W-15" in client.post(f"{steps}/kontroller/").content.decode()
    empty = client.post(f"/rapporter/{authority.key}/kontroller/W-15/", {"W-15-text": ""})
    assert (empty.status_code, "Skriv en kommentar" in empty.content.decode()) == (422, True)
    client.post(f"/rapporter/{authority.key}/kontroller/W-15/", {"W-15-text": "Lønn"})
    assert client.post(f"{steps}/kontroller/").status_code == 302


# Corrections -----------------------------------------------------------------------------------


def correct(row, **said):
    usual = {"kind": CorrectionKind.CREDIT_NOTE, "original_voucher": "IV 7", "reason": "Feil faktura"}
    return explain_correction(
        correction=Correction(row=row, **{**usual, **said}), by=controller_of(row.authority), at=NOON
    )


def test_credit_note_reduces_by_its_amount(authority) -> None:
    """E-13: 1 656,25 back makes the total 1 656,25 less, and the row says what it corrects."""
    paid = made.tied(authority, "5000.00")
    credit = made.tied(authority, "-1656.25", type=RowType.CREDIT_NOTE)

    correct(credit, original=paid, original_voucher="")

    assert overview_of(authority, made_at=NOON, made_by="").sums.total == KR("3343.75")
    assert "W-12" not in hits(authority)


def test_reposting_names_both_legs_that_sum_to_zero(authority) -> None:
    """E-15."""
    row = made.tied(authority, "12345.67", type=RowType.REPOSTING)

    with pytest.raises(StepRefused, match="begge"):
        correct(row, kind=CorrectionKind.REPOSTING, from_statskonto="150021", to_statskonto="150021")
    with pytest.raises(StepRefused, match="Én av statskontoene"):
        correct(row, kind=CorrectionKind.REPOSTING, from_statskonto="151001", to_statskonto="151002")
    done = correct(row, kind=CorrectionKind.REPOSTING, from_statskonto="151001", to_statskonto="150021")

    assert done.amount + done.counter_amount == 0
    assert "F-08" not in hits(authority)


def test_correction_of_itself_or_another_authority_is_refused(authority) -> None:
    """E-16, in the action and in the database."""
    from tests.factories_money import AuthorityFactory

    row = made.tied(authority, "-10.00")
    other = LedgerRowFactory(authority=AuthorityFactory(budget_year=2023), year=2023, cash_period="202310")

    with pytest.raises(StepRefused, match="seg selv"):
        correct(row, original=row)
    with pytest.raises(StepRefused, match="annen fullmakt"):
        correct(row, original=other)
    with pytest.raises(DatabaseError, match="annen fullmakt"), transaction.atomic():
        Correction.objects.create(row=row, kind="refund", original=other, amount=row.amount, reason="x")


def test_reversed_beyond_its_amount_is_flagged(authority) -> None:
    """E-16: W-13, and only then."""
    paid = made.tied(authority, "100.00")
    correct(made.tied(authority, "-100.00"), original=paid, kind=CorrectionKind.REVERSAL)
    assert "W-13" not in hits(authority)

    correct(made.tied(authority, "-0.01"), original=paid, kind=CorrectionKind.REVERSAL)
    assert hits(authority)["W-13"] == 1


def test_correction_is_a_part_of_what_was_checked(authority) -> None:
    """R14: what is said about a correction after the check must be checked again."""
    credit = made.tied(authority, "-10.00", type=RowType.CREDIT_NOTE)
    version = made.approved(authority)
    correct(credit)

    with pytest.raises(StepRefused, match="endret siden kontrollen"):
        actions.send_overview(version=version, by=controller_of(authority), at=NOON)


def test_correction_is_explained_on_its_page(authority, client_for) -> None:
    credit = made.tied(authority, "-10.00", type=RowType.CREDIT_NOTE)
    client, url = client_for(controller_of(authority)), f"/bilag/{credit.pk}/retting/"
    fields = {
        "kind": "credit_note",
        "original_voucher": "IV 7",
        "reason": "Feil",
        "from_statskonto": "",
        "to_statskonto": "",
    }

    assert client.post(url, {**fields, "original_voucher": ""}).status_code == 422
    shown = client.post(url, fields, follow=True).content.decode()

    assert "IV 7" in shown
