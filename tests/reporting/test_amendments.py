"""The ceiling changes by letter and date (features.md R02, R03; domain.md E-03, E-04)."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from portal.errors import StepRefused
from portal.events import Event
from portal.letters.states import ClauseType
from reporting.actions.authorities import amend_authority
from reporting.models import Amendment, Authority
from reporting.queries.drawdown import ceiling_steps, drawdown_of
from reporting.rules import missing_for_amendment, warnings_for_ceiling
from tests.factories_commitments import amended, amendment
from tests.factories_money import NOON, controller_of

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.date(2024, 11, 1)
KR = Decimal


def test_ceiling_is_more_from_the_date_and_what_it_was_before(authority) -> None:
    """R03: +300 000 by letter 12 → 2,4 mill. from that date; a report per an earlier date shows 2,1."""
    amended(authority, "300000.00", NOVEMBER)
    authority.refresh_from_db()

    assert [authority.ceiling_on(day) for day in (datetime.date(2024, 10, 31), NOVEMBER)] == [
        KR("2100000.00"),
        KR("2400000.00"),
    ]
    assert drawdown_of(authority, today=datetime.date(2024, 10, 31)).ceiling == KR("2100000.00")
    assert [step.ceiling for step in ceiling_steps(authority)] == [KR("2100000.00"), KR("2400000.00")]
    assert Event.objects.get(type="authority.amended").changes == {"ceiling": ["2100000.00", "2400000.00"]}


def test_promise_adds_nothing(authority) -> None:
    """R02, T-08: a letter without an amount promises, and the ceiling stays."""
    promise = amendment(authority, "300000.00", NOVEMBER, type=ClauseType.PROMISE)

    with pytest.raises(StepRefused, match="løfte"):
        amend_authority(amendment=promise, by=controller_of(authority), at=NOON)
    assert Authority.objects.get().ceiling == KR("2100000.00")


def test_letter_without_amount_changes_nothing(authority) -> None:
    """R02: zero is no change."""
    with pytest.raises(StepRefused, match="uten beløp"):
        amend_authority(
            amendment=amendment(authority, "0.00", NOVEMBER), by=controller_of(authority), at=NOON
        )


def test_ceiling_never_becomes_negative(authority) -> None:
    """A reduction below zero is refused, also between two dates."""
    amended(authority, "500000.00", datetime.date(2024, 12, 1))
    authority = Authority.objects.get()

    codes = [problem.code for problem in missing_for_amendment(amendment(authority, "-2100000.01", NOVEMBER))]

    assert codes == ["negative"]
    assert missing_for_amendment(amendment(authority, "-2100000.00", NOVEMBER)) == []


@pytest.mark.parametrize(
    ("on", "code"), [(datetime.date(2025, 1, 1), "year"), (datetime.date(2023, 12, 31), "year")]
)
def test_change_is_within_the_budget_year(authority, on, code) -> None:
    """E-05: the next year needs a new fullmakt."""
    assert [problem.code for problem in missing_for_amendment(amendment(authority, "1.00", on))] == [code]


def test_same_letter_changes_the_ceiling_once(authority) -> None:
    made = amended(authority, "1.00", NOVEMBER)

    with pytest.raises(IntegrityError, match="letter_changes_a_ceiling_once"), transaction.atomic():
        Amendment.objects.create(
            authority=authority, letter=made.letter, clause=made.clause, valid_on=NOVEMBER, change=KR("1.00")
        )
    assert [item.code for item in missing_for_amendment(made)] == ["again"]


def test_ceiling_is_not_written_without_a_letter(authority) -> None:
    """The trigger stands behind the action; a change is never changed."""
    made = amended(authority, "1.00", NOVEMBER)
    for step in (
        lambda: Authority.objects.update(ceiling=KR("9.00")),
        lambda: Amendment.objects.filter(pk=made.pk).update(change=KR("9.00")),
        made.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            step()
    assert Authority.objects.get().ceiling == KR("2100001.00")


@pytest.mark.parametrize(
    ("used", "codes"),
    [
        ("1679999.99", []), ("1680000.00", ["passed-80"]), ("1890000.00", ["passed-90"]), ("2100000.00", ["passed-100"]),
        ("2100000.01", ["over"]),
    ],
)  # fmt: skip
def test_warnings_at_80_90_and_100_per_cent(authority, used, codes) -> None:
    """E-03, E-04: 2 100 000,00 is within, 2 100 000,01 is overspent."""
    found = warnings_for_ceiling(authority, ceiling=authority.ceiling, used=KR(used))

    assert [problem.code for problem in found] == codes


def test_warning_steps_are_the_authoritys_own(authority) -> None:
    """E-04: configurable."""
    authority.warning_steps = [50]

    found = warnings_for_ceiling(authority, ceiling=authority.ceiling, used=KR("1050000.00"))

    assert [problem.code for problem in found] == ["passed-50"]


def test_controller_changes_the_ceiling_on_the_page(authority, client_for) -> None:
    """R03 in the browser; a refusal keeps what was entered."""
    draft = amendment(authority, "300000.00", NOVEMBER)
    client = client_for(controller_of(authority))
    fields = {"letter": draft.letter_id, "clause": draft.clause_id, "valid_on": "01.11.2024", "remark": ""}

    refused = client.post(f"{authority.get_absolute_url()}ramme/", {**fields, "change": "-3 000 000,00"})
    done = client.post(
        f"{authority.get_absolute_url()}ramme/", {**fields, "change": "300 000,00"}, follow=True
    )

    assert refused.status_code == 422
    assert "kan ikke være negativ" in refused.content.decode()
    assert "Rammen er endret." in done.content.decode()
    assert "2\xa0400\xa0000,00" in done.content.decode()
