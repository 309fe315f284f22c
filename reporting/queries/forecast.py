"""Plan, forecast and what may slip into the next year (features.md R11, R17)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from portal.dates import MONTHS
from portal.money import ZERO, round_money
from portal.notifications.models import Deadline
from portal.notifications.reference import LAST_REMITTANCE
from reporting.models import Authority, Commitment, Invoice
from reporting.queries.sums import sums_of
from reporting.states import CommitmentState


@dataclass(frozen=True)
class Expected:
    """A payment that is not made yet: what, how much eks. mva., when, and whether it may slip past the year."""

    name: str
    supplier: str
    amount: Decimal
    expected_on: datetime.date
    url: str
    may_slip: bool


@dataclass(frozen=True)
class Radar:
    """What is bound and not paid; `last_on` is the last safe day, and `is_known` whether someone has said it."""

    items: list[Expected]
    last_on: datetime.date
    is_known: bool

    @property
    def slipping(self) -> list[Expected]:
        return [item for item in self.items if item.may_slip]

    @property
    def slipping_sum(self) -> Decimal:
        return sum((item.amount for item in self.slipping), ZERO)


def radar_of(authority: Authority, *, today: datetime.date) -> Radar:
    """Unpaid invoices by due date, and what is left of orders by expected payment; three queries (R11).

    What is expected after the last remittance, or is due before today and still not paid near the year's end, may slip.
    """
    last_on, is_known = last_safe_day(authority.budget_year)
    orders = list(Commitment.objects.of(authority).filter(state=CommitmentState.APPROVED).with_sums())
    found = [
        Expected(str(order), order.supplier_name, order.left, order.payment_on, order.get_absolute_url(), order.payment_on > last_on or today > last_on)
        for order in orders
        if order.left > 0
    ]  # fmt: skip
    found += [
        Expected(invoice.number, invoice.commitment.supplier_name, invoice.amount - paid, invoice.due_on, invoice.commitment.get_absolute_url(), invoice.due_on > last_on or today > last_on)
        for invoice, paid in _unpaid(authority)
    ]  # fmt: skip
    return Radar(sorted(found, key=lambda item: (item.expected_on, item.name)), last_on, is_known)


def last_safe_day(year: int) -> tuple[datetime.date, bool]:
    """The last remittance of the year, and whether it is known; else the year's last day (domain.md E-28)."""
    said = Deadline.objects.filter(year=year, key=LAST_REMITTANCE, is_confirmed=True)
    found = said.values_list("due_on", flat=True).first()
    return (found, True) if found else (datetime.date(year, 12, 31), False)


def _unpaid(authority: Authority) -> list[tuple[Invoice, Decimal]]:
    invoices = (
        Invoice.objects.filter(commitment__authority=authority, amount__gt=0)
        .select_related("commitment")
        .annotate(paid=Sum("settlements__row__amount"))
    )
    return [(item, item.paid or ZERO) for item in invoices if item.amount > (item.paid or ZERO)]


@dataclass(frozen=True)
class ForecastMonth:
    """One month, kroner eks. mva.: planned, paid, and expected from what is bound."""

    month: int
    planned: Decimal
    paid: Decimal
    expected: Decimal
    planned_so_far: Decimal
    total_so_far: Decimal

    @property
    def name(self) -> str:
        return MONTHS[self.month - 1].capitalize()


@dataclass(frozen=True)
class Forecast:
    """The year month by month. The forecast is what is paid and what is bound; nothing is guessed beyond that."""

    months: list[ForecastMonth]
    ceiling: Decimal
    has_plan: bool
    today: datetime.date
    notice_points: int
    budget_year: int
    slipping: Decimal = ZERO

    @property
    def is_bound(self) -> bool:
        """Whether anything is bound that is not paid: then there is something to look forward to."""
        return self.slipping > 0 or any(item.expected for item in self.months)

    @property
    def year_end(self) -> Decimal:
        return self.months[-1].total_so_far

    @property
    def unused(self) -> Decimal:
        return self.ceiling - self.year_end

    @property
    def used_share(self) -> Decimal:
        """Per cent of the ceiling paid before this month."""
        return self._share(sum((item.paid for item in self._past), ZERO))

    @property
    def planned_share(self) -> Decimal:
        """Per cent of the ceiling that the plan had before this month."""
        return self._share(sum((item.planned for item in self._past), ZERO))

    @property
    def is_underused(self) -> bool:
        """Behind the plan by the notice's percentage points or more (R17: 30 % of 50 %)."""
        is_this_year = self.today.year == self.budget_year
        return is_this_year and self.planned_share - self.used_share >= self.notice_points

    @property
    def _past(self) -> list[ForecastMonth]:
        this_month = (self.today.year, self.today.month)
        return [item for item in self.months if (self.budget_year, item.month) < this_month]

    def _share(self, amount: Decimal) -> Decimal:
        return amount * 100 / self.ceiling if self.ceiling else ZERO


def forecast_of(authority: Authority, *, today: datetime.date, radar: Radar | None = None) -> Forecast:
    """Plan, paid and expected per month; five queries, two when the caller has the radar."""
    bound = radar or radar_of(authority, today=today)
    paid = sums_of(authority).paid_by_period
    said = {item.month: item.amount for item in authority.plan.all()}
    planned = said or even_plan(authority)
    months, so_far, plan_so_far = [], ZERO, ZERO
    for month in range(1, 13):
        real = paid.get(f"{authority.budget_year}{month:02d}", ZERO)
        expected = sum(
            (item.amount for item in bound.items if _month_of(item, authority, today) == month), ZERO
        )
        so_far, plan_so_far = so_far + real + expected, plan_so_far + planned.get(month, ZERO)
        months.append(ForecastMonth(month, planned.get(month, ZERO), real, expected, plan_so_far, so_far))
    return Forecast(
        months, authority.ceiling_on(today), bool(said), today, authority.notice_points, authority.budget_year,
        bound.slipping_sum,
    )  # fmt: skip


def _month_of(item: Expected, authority: Authority, today: datetime.date) -> int:
    """The month a bound payment is expected in, not before today's; 0 when it may slip past the year."""
    if item.may_slip or item.expected_on.year > authority.budget_year:
        return 0
    return max(item.expected_on.month, today.month if today.year == authority.budget_year else 1)


def even_plan(authority: Authority) -> dict[int, Decimal]:
    """The ceiling spread evenly over the cost period, until a plan is made; the last month takes the øre."""
    months = list(range(authority.cost_from.month, authority.cost_to.month + 1))
    share = round_money(authority.ceiling / len(months)) if months else ZERO
    plan = dict.fromkeys(months, share)
    if months:
        plan[months[-1]] = authority.ceiling - share * (len(months) - 1)
    return plan
