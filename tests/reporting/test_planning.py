"""Radar, plan and forecast, the years side by side, the calendar (features.md R02, R11, R16…R18; domain.md E-05, E-28)."""

import datetime
from decimal import Decimal

import pytest

from portal.letters.states import ClauseType
from portal.notifications.models import Deadline
from portal.notifications.reference import LAST_REMITTANCE
from portal.people.roles import Role
from portal.todo import todo_of
from reporting.actions.planning import plan_year
from reporting.queries.forecast import even_plan, forecast_of, radar_of
from reporting.queries.years import years_of
from tests import factories
from tests import factories_commitments as made
from tests.factories import member
from tests.factories_money import (
    NOON,
    AssignmentFactory,
    AuthorityFactory,
    ClauseFactory,
    LedgerRowFactory,
    controller_of,
)

pytestmark = pytest.mark.django_db
KR = Decimal
DECEMBER_10 = datetime.date(2024, 12, 10)


def day(month: int, number: int, year: int = 2024) -> datetime.date:
    return datetime.date(year, month, number)


def last_remittance(on: datetime.date) -> Deadline:
    """The date as somebody has confirmed it against its source."""
    body = factories.OrganisationFactory()
    return Deadline.objects.create(
        organisation=body, year=2024, key=LAST_REMITTANCE, title="Siste remittering", due_on=on, is_confirmed=True,
        source="FIN R-8/2024 (til prøve)",
    )  # fmt: skip


def test_invoice_that_is_due_after_the_last_remittance_is_on_the_radar(authority) -> None:
    """R11: dated 20.12, settled 02.01 → not in 2024; on 10.12 it was on the list."""
    last_remittance(day(12, 30))
    made.approved(authority, "100.00", payment_on=day(12, 20))
    made.approved(authority, "200.00", payment_on=day(1, 2, 2025))

    radar = radar_of(authority, today=DECEMBER_10)

    assert [(item.amount, item.may_slip) for item in radar.items] == [
        (KR("100.00"), False),
        (KR("200.00"), True),
    ]
    assert (radar.slipping_sum, radar.last_on, radar.is_known) == (KR("200.00"), day(12, 30), True)


def test_paid_invoice_leaves_the_radar(authority) -> None:
    """R11: what is settled is no longer on it; what is left of the order is."""
    from reporting.actions.commitments import settle_invoice

    invoice = made.invoiced(made.approved(authority, "100.00"), "80.00")
    before = [item.amount for item in radar_of(authority, today=DECEMBER_10).items]
    row = LedgerRowFactory(authority=authority, amount=KR("80.00"))
    settle_invoice(invoice=invoice, row=row, by=controller_of(authority), at=NOON)

    assert sorted(before) == [KR("20.00"), KR("80.00")]
    assert [item.amount for item in radar_of(authority, today=DECEMBER_10).items] == [KR("20.00")]


def test_without_a_known_date_the_radar_says_so(authority) -> None:
    """E-28: the date is data; 2024's was not found, so nobody has made one up."""
    radar = radar_of(authority, today=DECEMBER_10)

    assert (radar.last_on, radar.is_known) == (day(12, 31), False)


def test_forecast_is_what_is_paid_and_what_is_bound(authority) -> None:
    """R17: month by month; what may slip is not in it."""
    LedgerRowFactory(authority=authority, amount=KR("1000.00"))
    made.approved(authority, "200.00", payment_on=day(11, 20))
    made.approved(authority, "50.00", payment_on=day(1, 20, 2025))

    forecast = forecast_of(authority, today=day(10, 14))

    assert forecast.year_end == KR("1200.00")
    assert [(item.month, item.expected) for item in forecast.months if item.expected] == [(11, KR("200.00"))]
    assert forecast.unused == KR("2098800.00")


def test_even_plan_sums_to_the_ceiling(authority) -> None:
    authority.ceiling = KR("1000000.01")

    assert sum(even_plan(authority).values()) == KR("1000000.01")


@pytest.mark.parametrize(("paid", "expected"), [("630000.00", True), ("1000000.00", False)])
def test_underuse_is_noticed_by_both_sides(authority, paid, expected) -> None:
    """R17: by 1 November 30 % used of 50 % plan → notice to DSS, visible to DFD."""
    by = controller_of(authority)
    plan_year(
        authority=authority,
        months={9: KR("525000.00"), 10: KR("525000.00"), 11: KR("1050000.00")},
        by=by,
        at=NOON,
    )
    LedgerRowFactory(authority=authority, amount=KR(paid))

    forecast = forecast_of(authority, today=day(11, 1))

    assert (forecast.planned_share, forecast.is_underused) == (KR(50), expected)
    titles = [item.title for item in todo_of(by, today=day(11, 1))]
    assert ("Mindre brukt enn planlagt" in titles) is expected


def test_giver_reads_the_notice(authority, client_for, time_machine) -> None:
    time_machine.move_to(datetime.datetime(2024, 12, 1, 12, tzinfo=datetime.UTC))
    steward = client_for(member(Role.STEWARD, authority.giver))

    assert "Mindre brukt enn planlagt" in steward.get(authority.get_absolute_url()).content.decode()


def test_years_and_bodies_are_never_added(authority) -> None:
    """R16, E-05: DSS 2024 and the next by themselves; what is unused is not carried over."""
    LedgerRowFactory(authority=authority, amount=KR("100.00"))
    AuthorityFactory(
        budget_year=2025, basis_letter=authority.basis_letter, basis_clause=authority.basis_clause
    )

    found = years_of(controller_of(authority), today=day(1, 15, 2025))

    assert [(line.authority.budget_year, line.use.paid, line.use.free) for line in found.lines] == [
        (2024, KR("100.00"), KR("0.00")),
        (2025, KR("0.00"), KR("2100000.00")),
    ]


def test_promise_is_shown_without_amount(authority, client_for) -> None:
    """R02: «lovet, beløp ikke satt», never 0."""
    chapter = AssignmentFactory(letter=authority.basis_letter, number=7)
    ClauseFactory(
        assignment=chapter, type=ClauseType.PROMISE, short_text="DIO januar–juli 2025", quote="sørge for"
    )

    page = client_for(controller_of(authority)).get("/budsjett/arsskiftet/").content.decode()

    assert "Lovet, beløp er ikke satt" in page
    assert "DIO januar–juli 2025" in page


def test_pages_of_plan_and_radar(authority, client_for) -> None:
    client, base = client_for(controller_of(authority)), authority.get_absolute_url()
    assert client.post(f"{base}plan/", {"m9": "-1,00"}).status_code == 422
    assert client.post(f"{base}plan/", {"m9": "2 000 000,00"}).status_code == 302

    assert "2\xa0000\xa0000" in client.get(f"{base}prognose/").content.decode()


def test_picture_shows_what_is_bound_and_what_may_slip(authority) -> None:
    """features.md R04, R17: two lines from today, the bound one above the expected one by what may slip."""
    from reporting.pictures import _ahead
    from reporting.queries.drawdown import drawdown_of

    last_remittance(day(12, 30))
    made.approved(authority, "100.00", payment_on=day(12, 20))
    made.approved(authority, "200.00", payment_on=day(1, 2, 2025))
    shown = drawdown_of(authority, today=DECEMBER_10)

    ahead = _ahead(shown, forecast_of(authority, today=DECEMBER_10))

    assert [point.amount for point in ahead["forecast"]] == [KR("0.00"), KR("100.00")]
    assert [point.amount for point in ahead["committed"]] == [KR("0.00"), KR("300.00")]


def test_picture_of_a_year_that_is_over_looks_back_only(authority) -> None:
    from reporting.pictures import _ahead
    from reporting.queries.drawdown import drawdown_of

    made.approved(authority, "100.00", payment_on=day(12, 20))
    later = day(2, 1, 2025)

    assert _ahead(drawdown_of(authority, today=later), forecast_of(authority, today=later)) == {}
