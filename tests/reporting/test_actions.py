"""Tying, splitting and judging payments (domain.md E-08, T-05)."""

import itertools
from decimal import Decimal

import pytest

from portal.errors import StepRefused
from portal.events import Event
from portal.letters.models import Assignment
from reporting.actions import allocations
from reporting.actions.allocations import assess_payment, split_payment, tie_payments
from reporting.actions.exports import note_export
from reporting.models import Allocation, Assessment, LedgerRow
from reporting.states import Outcome
from tests import factories_money as money

pytestmark = pytest.mark.django_db
KR = Decimal


@pytest.fixture
def row(authority) -> LedgerRow:
    return money.LedgerRowFactory(authority=authority)


def directive(number: int) -> Assignment:
    return Assignment.objects.get(number=number, letter__reference="24/385-100")


def split(row: LedgerRow, by, **parts: str) -> LedgerRow:
    """split(row, by, f1="600.00", f2="400.00")"""
    given = {directive(int(name[1:])).pk: KR(amount) for name, amount in parts.items()}
    return split_payment(row=row, parts=given, by=by, at=money.NOON)


def carried(row: LedgerRow) -> list[tuple[int, Decimal]]:
    return list(row.allocations.order_by("assignment__number").values_list("assignment__number", "amount"))


def test_payment_is_split_to_the_ore(row, controller) -> None:
    """domain.md T-05."""
    split(row, controller, f1="600.01", f2="399.99")

    assert carried(row) == [(1, KR("600.01")), (2, KR("399.99"))]


def test_new_split_replaces_the_former_and_both_are_in_the_log(row, controller) -> None:
    """domain.md S-06."""
    split(row, controller, f1="1000.00")

    split(row, controller, f3="1000.00", f1="0.00")

    events = Event.objects.about(row).in_order()
    assert carried(row) == [(3, KR("1000.00"))]
    assert [event.changes["allocations"] for event in events] == [
        [{}, {"Føring 1": "1000.00"}], [{"Føring 1": "1000.00"}, {"Føring 3": "1000.00"}]
    ]  # fmt: skip


def test_former_splits_stay_in_the_history(row, controller) -> None:
    """domain.md S-06."""
    split(row, controller, f1="1000.00")
    split(row, controller, f2="1000.00")

    history = (
        Allocation.pgh_event_model
        if hasattr(Allocation, "pgh_event_model")
        else Allocation.pgh_event_models["insert"]
    )
    assert list(history.objects.order_by("pgh_id").values_list("pgh_label", "amount")) == [
        ("insert", KR("1000.00")), ("delete", KR("1000.00")), ("insert", KR("1000.00"))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {"f1": "600.00", "f2": "399.99"},
            "Delene blir 999,99 kr, men bilaget er 1 000,00 kr. Det skiller 0,01 kr.",
        ),
        ({}, "Delene blir 0,00 kr, men bilaget er 1 000,00 kr. Det skiller 1 000,00 kr."),
        ({"f1": "1500.00", "f2": "-500.00"}, "Alle delene må ha samme fortegn som bilaget."),
        ({"f6": "1000.00"}, "Føringen hører ikke til brevet som ga fullmakten."),
    ],
)
def test_split_that_does_not_hold_is_refused_and_nothing_changes(row, controller, parts, sentence) -> None:
    """domain.md T-05."""
    split(row, controller, f1="1000.00")

    with pytest.raises(StepRefused) as refused:
        split(row, controller, **parts)

    said = refused.value.message.replace("\u00a0", " ").replace("\u202f", " ")
    assert (said, carried(row)) == (sentence, [(1, KR("1000.00"))])


def test_credit_is_split_in_credits(authority, controller) -> None:
    """domain.md E-13."""
    row = money.LedgerRowFactory(authority=authority, amount=KR("-1656.25"))

    split(row, controller, f1="-1000.00", f4="-656.25")

    assert carried(row) == [(1, KR("-1000.00")), (4, KR("-656.25"))]


def test_row_that_does_not_count_is_not_tied(authority, controller) -> None:
    """domain.md E-11."""
    row = money.LedgerRowFactory(authority=authority, outcome="accrual")

    with pytest.raises(StepRefused, match="teller ikke mot rammen"):
        split(row, controller, f1="1000.00")


def test_directive_of_another_letter_carries_nothing(row, controller) -> None:
    """domain.md T-05: the letter that gave the authority, and no other."""
    other = money.AssignmentFactory(letter=money.LetterFactory(reference="24/1"), number=1)

    with pytest.raises(StepRefused, match="hører ikke til brevet"):
        split_payment(row=row, parts={other.pk: KR("1000.00")}, by=controller, at=money.NOON)
    with pytest.raises(StepRefused, match="hører ikke til brevet"):
        tie_payments(
            authority=row.authority, row_ids=[row.pk], assignment=other, by=controller, at=money.NOON
        )


def test_many_payments_are_tied_whole_and_tied_ones_are_left(authority, controller) -> None:
    """features.md R05."""
    rows = [money.LedgerRowFactory(authority=authority) for _n in range(3)]
    aside = money.LedgerRowFactory(authority=authority, outcome="other_year")
    split(rows[0], controller, f1="1000.00")
    ids = [row.pk for row in (*rows, aside)]

    count = tie_payments(
        authority=authority, row_ids=[*ids, ids[1], 0], assignment=directive(2), by=controller, at=money.NOON
    )

    assert (count, [carried(row) for row in (*rows, aside)]) == (
        2, [[(1, KR("1000.00"))], [(2, KR("1000.00"))], [(2, KR("1000.00"))], []]
    )  # fmt: skip


def test_rows_of_another_authority_are_not_tied(row, controller) -> None:
    """domain.md E-06."""
    other = money.AuthorityFactory(budget_year=2025)

    count = tie_payments(
        authority=other,
        row_ids=[row.pk],
        assignment=other.basis_letter.assignments.get(number=1),
        by=controller,
        at=money.NOON,
    )

    assert (count, Allocation.objects.count()) == (0, 0)


def test_no_more_than_a_thousand_at_once(authority, controller) -> None:
    """A page's worth, not a table's."""
    with pytest.raises(StepRefused, match="høyst 1000 bilag om gangen"):
        tie_payments(
            authority=authority,
            row_ids=list(range(allocations.MOST_AT_ONCE + 1)),
            assignment=directive(1),
            by=controller,
            at=money.NOON,
        )


def test_judgement_is_kept_with_its_reason_and_can_be_made_again(row, controller) -> None:
    """domain.md E-08."""
    for is_additional, reason in ((True, "Innleid til oppdraget"), (False, "Ordinær lønn")):
        assess_payment(
            row=row, is_additional_cost=is_additional, reason=reason, remark="", by=controller, at=money.NOON
        )

    assert Assessment.objects.values_list("is_additional_cost", "reason").get() == (False, "Ordinær lønn")
    assert [event.sentence for event in Event.objects.about(row).in_order()] == [
        f"Bilag {row} er vurdert som en merutgift: Innleid til oppdraget", f"Bilag {row} er vurdert som ikke en merutgift: Ordinær lønn"
    ]  # fmt: skip


def test_export_is_in_the_log_and_not_on_timelines(authority, controller) -> None:
    """features.md X07."""
    event = note_export(authority=authority, extension="pdf", rows=7, by=controller, at=money.NOON)

    assert (event.sentence, event.audience, event.actor_id) == (
        "Oversikten for kap. 1500, post 21, 2024 ble hentet som PDF (7 rader).", "log", controller.pk
    )  # fmt: skip


def test_event_and_change_are_one(row, controller, monkeypatch) -> None:
    """domain.md S-06: if the log cannot be written, nothing happened."""
    steps = itertools.count()
    monkeypatch.setattr(Event, "save", lambda *args, **kwargs: 1 / next(steps))

    with pytest.raises(ZeroDivisionError):
        split(row, controller, f1="1000.00")

    assert carried(row) == []


def test_payment_set_aside_is_not_assessed(authority, client_for) -> None:
    """domain.md E-08, E-10: also when the POST is made by hand."""
    row = money.LedgerRowFactory(authority=authority, outcome=Outcome.SPECIAL_PERIOD, cash_period="202413")
    answer = client_for(money.controller_of(authority)).post(
        f"/bilag/{row.pk}/vurder/", {"is_additional_cost": "ja", "reason": "KI"}
    )

    assert (answer.status_code, Assessment.objects.count()) == (409, 0)
    assert "satt til side" in answer.content.decode()
