"""The drawdown as a picture and as one sentence."""

import datetime

from django.utils.translation import gettext as _

from portal.chart_geometry import Size
from portal.charts import FULL_WIDTH, Chart, Point, drawdown_chart
from portal.charts import Drawdown as Series
from portal.formatting import kroner_hele
from portal.money import ZERO
from reporting.queries.drawdown import Drawdown
from reporting.queries.forecast import Forecast, even_plan


def headline_of(drawdown: Drawdown) -> str:
    """What the page says first: how the ceiling stands, in words."""
    if drawdown.is_overspent:
        return _("Rammen er overskredet med %(kr)s kr") % {"kr": kroner_hele(-drawdown.left)}
    if drawdown.paid == drawdown.ceiling:
        return _("Hele rammen er brukt")
    if not drawdown.row_count:
        return _("Ingen utbetalinger er importert ennå")
    if drawdown.has_expired:
        return _("Året er over, og %(kr)s kr ble ikke brukt") % {"kr": kroner_hele(drawdown.left)}
    return _("%(kr)s kr av rammen er ledig") % {"kr": kroner_hele(drawdown.free)}


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def _paid(drawdown: Drawdown) -> list[Point]:
    """Sum so far at each month's end: the ledger knows the period, not always the day."""
    year, total, points = drawdown.authority.budget_year, ZERO, []
    last = int(drawdown.last_period[4:] or 0)
    for month, amount in drawdown.months.items():
        total += amount
        if month <= last:
            points.append(
                Point(min(_month_end(year, month), max(drawdown.today, datetime.date(year, month, 1))), total)
            )
    return points


def _plan(drawdown: Drawdown) -> list[Point]:
    """The plan month by month; the ceiling spread evenly over the cost period, until a plan is made."""
    authority = drawdown.authority
    planned = {item.month: item.amount for item in authority.plan.all()} or even_plan(authority)
    points = [Point(authority.cost_from - datetime.timedelta(days=1), ZERO)]
    for month in range(authority.cost_from.month, 13):
        total = sum((amount for at, amount in planned.items() if at <= month), ZERO)
        if month in planned:
            points.append(Point(_month_end(authority.budget_year, month), total))
    return points


def _ahead(drawdown: Drawdown, forecast: Forecast | None) -> dict[str, list[Point]]:
    """What is bound beside what is paid, and how much of it is expected to be charged this year (features.md R17)."""
    today, year = drawdown.today, drawdown.authority.budget_year
    if forecast is None or not forecast.is_bound or today.year != year:
        return {}
    now = Point(today, drawdown.paid)
    ahead = [item for item in forecast.months if item.month >= today.month]
    expected = [now, *(Point(_month_end(year, item.month), item.total_so_far) for item in ahead)]
    # What may slip past the year is bound all the same: it lies in the last month.
    committed = [*expected[:-1], Point(expected[-1].on, expected[-1].amount + forecast.slipping)]
    return {"committed": committed, "forecast": expected}


def drawdown_picture(
    drawdown: Drawdown, *, forecast: Forecast | None = None, size: Size = FULL_WIDTH
) -> Chart:
    """Paid against the ceiling through the year, with the plan, and with what is bound when `forecast` is given."""
    first = min(
        [month for month, amount in drawdown.months.items() if amount] + [drawdown.authority.cost_from.month]
    )
    series = Series(
        year=drawdown.authority.budget_year,
        ceiling=drawdown.ceiling,
        today=drawdown.today,
        paid=_paid(drawdown),
        plan=_plan(drawdown),
        first_month=first,
        **_ahead(drawdown, forecast),
    )
    return drawdown_chart(series, chart_id="drawdown", size=size)
