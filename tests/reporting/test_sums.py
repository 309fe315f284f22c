"""The sums that triggers keep are what the rows say, whatever is done to them."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reporting.actions.allocations import split_payment
from reporting.actions.sums import fold_sums, sum_again
from reporting.models import Allocation, SumChange
from reporting.queries.drawdown import drawdown_of
from reporting.queries.sums import faults_of_sums, sums_of
from reporting.states import Outcome
from tests import factories_overviews as made
from tests.factories_money import NOON, AssignmentFactory, AuthorityFactory, LedgerRowFactory, controller_of

KR = Decimal


@pytest.mark.django_db
def test_rows_ties_and_what_is_set_aside_are_summed() -> None:
    authority = AuthorityFactory()
    made.tied(authority, "100.00", cash_period="202410")
    LedgerRowFactory(authority=authority, amount=KR("40.00"), cash_period="202411", flags=["double"])
    LedgerRowFactory(authority=authority, amount=KR("7.00"), cash_period="202411", outcome=Outcome.ACCRUAL)

    sums = sums_of(authority)
    shown = drawdown_of(authority, today=NOON.date())

    assert sums.paid_by_period == {"202410": KR("100.00"), "202411": KR("40.00")}
    assert (sums.untied_count, shown.flagged_count, shown.paid) == (1, 1, KR("140.00"))
    assert shown.set_aside == {Outcome.ACCRUAL: (1, KR("7.00"))}
    assert list(faults_of_sums()) == []


@pytest.mark.django_db
def test_verify_ledger_says_when_a_sum_is_not_the_rows() -> None:
    authority = AuthorityFactory()
    made.tied(authority, "100.00", cash_period="202410")
    SumChange.objects.filter(assignment=None, row_count=1).update(amount=KR("99.00"))
    told = io.StringIO()

    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=told)

    assert "202410: bilagslinjene er 100.00 kr, men summen som er holdt, er 99.00 kr." in told.getvalue()
    sum_again()
    assert list(faults_of_sums()) == []


@pytest.mark.django_db
def test_pages_ask_no_more_with_more_rows(django_assert_num_queries) -> None:
    authority = AuthorityFactory()
    made.tied(authority, "1.00")
    with django_assert_num_queries(4):
        drawdown_of(authority, today=NOON.date())
    for _n in range(3):
        made.tied(authority, "1.00")

    with django_assert_num_queries(4):
        drawdown_of(authority, today=NOON.date())


class Anything(TestCase):
    """Any order of importing, splitting, splitting again, loosening and folding keeps the sums."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["import", "split", "loosen", "fold"]), st.integers(1, 9)), max_size=12
        )
    )
    def test_sums_hold(self, steps: list[tuple[str, int]]) -> None:
        authority = AuthorityFactory()
        controller = controller_of(authority)
        letter = authority.basis_letter
        first, second = (AssignmentFactory(letter=letter, number=number) for number in (11, 12))
        rows = []
        for step, number in steps:
            if step == "import":
                rows.append(
                    LedgerRowFactory(
                        authority=authority, amount=KR(number * 10), cash_period=f"2024{number:02d}"
                    )
                )
            elif step == "fold":
                fold_sums()
            elif rows:
                row = rows[number % len(rows)]
                part = KR(number)
                if step == "split":
                    split_payment(
                        row=row, parts={first.pk: part, second.pk: row.amount - part}, by=controller, at=NOON
                    )
                else:
                    Allocation.objects.filter(row=row).delete()

        assert list(faults_of_sums()) == []
        assert drawdown_of(authority, today=NOON.date()).paid == sum((row.amount for row in rows), KR("0.00"))
