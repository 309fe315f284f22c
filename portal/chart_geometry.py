"""The drawdown picture in numbers: from dates and amounts to points, paths and where the labels stand.

Everything a template writes is a ready text with a point as decimal mark, so nothing depends on the language.
"""

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.formatting import dato, kroner_hele, mill, month_name, share

ZERO = Decimal(0)


@dataclass(frozen=True)
class Point:
    """The sum so far on a date."""

    on: datetime.date
    amount: Decimal


@dataclass(frozen=True)
class MonthRow:
    """One month of the table; None where the number does not apply."""

    month: int
    paid: Decimal | None
    forecast: Decimal | None
    total: Decimal | None
    plan: Decimal | None


@dataclass(frozen=True)
class Drawdown:
    """What is drawn. All series are sums so far, in order of date.

    `paid` has a point per payment; `committed` and `forecast` begin today and go to the year's end, with one
    point at each month's end; `low` and `high` are the forecast's band. Months before `first_month` become
    one short stretch.
    """

    year: int
    ceiling: Decimal
    today: datetime.date
    paid: Sequence[Point]
    plan: Sequence[Point] = ()
    committed: Sequence[Point] = ()
    forecast: Sequence[Point] = ()
    low: Sequence[Point] = ()
    high: Sequence[Point] = ()
    first_month: int = 1

    @property
    def paid_now(self) -> Decimal:
        return self.paid[-1].amount if self.paid else ZERO

    @property
    def now(self) -> datetime.date:
        """Today, or the year's nearest end when the picture is of another year."""
        return min(max(self.today, datetime.date(self.year, 1, 1)), datetime.date(self.year, 12, 31))

    def months(self) -> list[MonthRow]:
        """The months drawn in full, as the table shows them."""
        return [self._month(month) for month in range(self.first_month, 13)]

    def _month(self, month: int) -> MonthRow:
        end = _last_day(self.year, month)
        before = datetime.date(self.year, month, 1) - datetime.timedelta(days=1)
        has_begun = before < self.now
        paid = _sum_on(self.paid, end) - _sum_on(self.paid, before) if has_begun else None
        forecast = None
        if self.forecast and end > self.now:
            forecast = _sum_on(self.forecast, end) - max(_sum_on(self.forecast, before), self.paid_now)
        total = (
            _sum_on(self.forecast, end)
            if forecast is not None
            else (_sum_on(self.paid, end) if has_begun else None)
        )
        return MonthRow(month, paid, forecast, total, _sum_on(self.plan, end) if self.plan else None)


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _sum_on(points: Sequence[Point], day: datetime.date) -> Decimal:
    """The sum so far at the end of the day."""
    return next((point.amount for point in reversed(points) if point.on <= day), ZERO)


@dataclass(frozen=True)
class Size:
    """The drawing area and the room around it. `named` labels carry amounts; others only the series' name."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    named: bool
    stretch: int

    @property
    def plot_width(self) -> int:
        return self.width - self.left - self.right


FULL_WIDTH = Size(1200, 400, left=46, right=172, top=22, bottom=30, named=True, stretch=74)
HALF_WIDTH = Size(560, 250, left=38, right=104, top=16, bottom=24, named=False, stretch=24)
NARROW = Size(358, 300, left=36, right=74, top=22, bottom=26, named=False, stretch=18)


@dataclass(frozen=True)
class Text:
    x: str
    y: str
    text: str
    kind: str = ""
    anchor: str = "start"


@dataclass(frozen=True)
class Picture:
    """All that the template writes."""

    size: Size
    hatch_id: str
    grid: Sequence[str]
    ticks: Sequence[str]
    texts: Sequence[Text]
    december: tuple[str, str, str, str]
    axis: str
    ceiling: str
    plan: str
    committed: str
    committed_area: str
    forecast: str
    band: str
    paid: str
    paid_area: str
    today_line: str
    today_point: tuple[str, str]
    gap: str


class _Scale:
    """From date and amount to x and y."""

    def __init__(self, series: Drawdown, size: Size) -> None:
        self.series, self.size = series, size
        self.base = size.height - size.bottom
        self.stretch = size.stretch if series.first_month > 1 else 0
        self.start = datetime.date(series.year, series.first_month, 1)
        self.days = (datetime.date(series.year + 1, 1, 1) - self.start).days
        points = [*series.paid, *series.plan, *series.committed, *series.forecast, *series.high]
        self.top_amount = max([series.ceiling, *(point.amount for point in points)]) * Decimal(
            "1.06"
        ) or Decimal(1)

    def x(self, day: datetime.date, end_of_day: bool = True) -> float:
        inside = self.size.left + self.stretch
        elapsed = (day - self.start).days + (1 if end_of_day else 0)
        if elapsed <= 0:
            return float(self.size.left) if day.month == 1 and day.day == 1 else float(inside)
        return inside + (self.size.plot_width - self.stretch) * min(elapsed, self.days) / self.days

    def y(self, amount: Decimal) -> float:
        height = self.base - self.size.top
        return self.base - height * float(max(amount, ZERO) / self.top_amount)

    def xy(self, point: Point) -> str:
        return f"{self.x(point.on):.1f},{self.y(point.amount):.1f}"

    def line(self, points: Sequence[Point]) -> str:
        return " ".join(self.xy(point) for point in points)


def _steps(scale: _Scale, series: Drawdown) -> str:
    """The paid sum as a stair: flat until a payment, then straight up."""
    parts = [f"M{scale.size.left} {scale.base:.1f}"]
    for point in series.paid:
        parts.append(f"H{scale.x(point.on, end_of_day=False):.1f}V{scale.y(point.amount):.1f}")
    return "".join(parts) + f"H{scale.x(series.now):.1f}"


def _step_size(ceiling: Decimal) -> Decimal:
    """A round distance that gives at most four gridlines below the ceiling."""
    exponent = Decimal(10) ** (len(str(int(ceiling))) - 1)
    choices = [
        exponent * factor
        for factor in (Decimal("0.1"), Decimal("0.2"), Decimal("0.25"), Decimal("0.5"), 1, 2, 5)
    ]
    return next(choice for choice in choices if ceiling / choice <= Decimal("4.9"))


def _decimals(step: Decimal) -> int:
    millions = (step / 1_000_000).normalize()
    return max(-int(millions.as_tuple().exponent), 1)


def _gridlines(scale: _Scale, series: Drawdown) -> list[tuple[float, str]]:
    if series.ceiling <= 0:
        return []
    step, lines = _step_size(series.ceiling), []
    amount = step
    while amount <= series.ceiling - step / 3:
        lines.append((scale.y(amount), mill(amount, _decimals(step))))
        amount += step
    return lines


def _axis_texts(scale: _Scale, series: Drawdown) -> list[Text]:
    left = f"{scale.size.left - 8}"
    texts = [Text(left, f"{y + 4:.1f}", label, anchor="end") for y, label in _gridlines(scale, series)]
    texts.append(Text(left, f"{scale.base + 4:.1f}", "0", anchor="end"))
    ceiling_label = mill(series.ceiling, max(_decimals(series.ceiling), 1)) if series.ceiling else ""
    texts.append(Text(left, f"{scale.y(series.ceiling) + 4:.1f}", ceiling_label, "sterk", "end"))
    texts.append(Text("0", f"{scale.size.top - 9}", _("mill. kr")))
    return texts


def _month_texts(scale: _Scale, series: Drawdown) -> list[Text]:
    texts, y = [], f"{scale.base + 18:.1f}"
    for month in range(series.first_month, 13):
        first = datetime.date(series.year, month, 1)
        middle = (scale.x(first, end_of_day=False) + scale.x(_last_day(series.year, month))) / 2
        texts.append(
            Text(
                f"{middle:.1f}", y, _month_label(month, scale.size, 13 - series.first_month), anchor="middle"
            )
        )
    if scale.stretch and scale.size.named:
        name = f"{_short(1)}–{_short(series.first_month - 1)}" if series.first_month > 2 else _short(1)
        texts.append(Text(f"{scale.size.left + scale.stretch / 2:.1f}", y, name, anchor="middle"))
    return texts


def _short(month: int) -> str:
    name = month_name(month)
    return name if len(name) <= 4 else f"{name[:3]}."


def _month_label(month: int, size: Size, months: int) -> str:
    room = (size.plot_width - size.stretch) / months
    if room > 80:
        return month_name(month)
    return _short(month) if room > 34 else month_name(month)[0].upper()


@dataclass
class _EndLabel:
    y: float
    lines: list[tuple[str, str]]


def _end_labels(scale: _Scale, series: Drawdown) -> list[Text]:
    """The names of the lines, at their ends, pushed apart where they would collide."""
    named = scale.size.named
    labels = [_label(scale, _("Ramme"), series.ceiling, "sterk", named)]
    if series.plan:
        labels.append(_label(scale, _("Plan"), series.plan[-1].amount, "", named))
    if series.forecast:
        label = _label(scale, _("Prognose"), series.forecast[-1].amount, "t-prognose", named)
        if named and series.low and series.high:
            band = f"{kroner_hele(series.low[-1].amount)}–{kroner_hele(series.high[-1].amount)}"
            label.lines.append((band, ""))
        labels.append(label)
    if series.committed:
        name = _("Forpliktet og utbetalt") if named else _("Forpliktet")
        label = _EndLabel(scale.y(series.committed[-1].amount), [(name, "t-betalt")])
        if named:
            label.lines.append((kroner_hele(series.committed[-1].amount), "t-betalt"))
        labels.append(label)
    return _stacked(labels, scale)


def _label(scale: _Scale, name: str, amount: Decimal, kind: str, with_amount: bool) -> _EndLabel:
    return _EndLabel(scale.y(amount), [(f"{name} {kroner_hele(amount)}" if with_amount else name, kind)])


def _stacked(labels: list[_EndLabel], scale: _Scale, line_height: int = 17) -> list[Text]:
    x, texts, free_from = f"{scale.size.width - scale.size.right + 12}", [], 0.0
    for label in sorted(labels, key=lambda label: label.y):
        y = max(label.y - (3 if not free_from else 0), free_from)
        for line, (text, kind) in enumerate(label.lines):
            texts.append(Text(x, f"{y + 4 + line * line_height:.1f}", text, kind))
        free_from = y + len(label.lines) * line_height + 2
    return texts


def _today_texts(scale: _Scale, series: Drawdown) -> list[Text]:
    """«I dag» and the sum paid, to the left of the marker when there is room, else to the right."""
    x, y = scale.x(series.now), scale.y(series.paid_now)
    room = 150 if scale.size.named else 74
    left = x - scale.size.left > room
    at, anchor = (f"{x - 8:.1f}", "end") if left else (f"{x + 8:.1f}", "start")
    paid = f"{_('Utbetalt')} {kroner_hele(series.paid_now)}"
    if scale.size.named:
        today = _("I dag, %(date)s") % {"date": dato(series.today)}
        # Over the marker, or under it where the line of the ceiling would run through the words.
        upper = y + 21 if y - 48 < scale.y(series.ceiling) < y - 2 else y - 34
        return [
            Text(at, f"{upper:.1f}", today, "sterk", anchor),
            Text(at, f"{upper + 17:.1f}", paid, "t-betalt", anchor),
        ]
    return [Text(at, f"{y - 12:.1f}", _("Utbetalt"), "t-betalt", anchor)]


def _december_texts(scale: _Scale, series: Drawdown) -> list[Text]:
    if not scale.size.named or not series.forecast:
        return []
    december = series.months()[-1].forecast or ZERO
    x = f"{scale.x(datetime.date(series.year, 12, 1), end_of_day=False) + 12:.1f}"
    part = _("%(share)s av prognosen") % {"share": share(december, series.forecast[-1].amount)}
    top = scale.y(series.ceiling)
    return [
        Text(x, f"{top + 25:.1f}", month_name(12).capitalize(), "sterk"),
        Text(x, f"{top + 43:.1f}", part),
    ]


def drawdown_picture(series: Drawdown, size: Size, *, hatch_id: str) -> Picture:
    """Everything the template needs to draw one variant."""
    scale = _Scale(series, size)
    right, base = size.width - size.right, scale.base
    december = scale.x(datetime.date(series.year, 12, 1), end_of_day=False)
    today_x, today_y = scale.x(series.now), scale.y(series.paid_now)
    stairs = _steps(scale, series)
    band = [*series.high, *reversed(series.low)]
    months = [datetime.date(series.year, month, 1) for month in range(series.first_month, 13)]
    area = f"{scale.line(series.committed)} {right}.0,{today_y:.1f} {today_x:.1f},{today_y:.1f}"
    gap_x = size.left + scale.stretch - 8
    return Picture(
        size=size,
        hatch_id=hatch_id,
        grid=[f"M{size.left} {y:.1f}H{right}" for y, _label in _gridlines(scale, series)],
        ticks=[f"M{scale.x(first, end_of_day=False):.1f} {base}v5" for first in months],
        texts=[
            *_axis_texts(scale, series), *_month_texts(scale, series), *_december_texts(scale, series),
            *_today_texts(scale, series), *_end_labels(scale, series),
        ],
        december=(f"{december:.1f}", f"{size.top}", f"{right - december:.1f}", f"{base - size.top}"),
        axis=f"M{size.left} {base}H{right}",
        ceiling=f"M{size.left} {scale.y(series.ceiling):.1f}H{right}",
        plan=f"{size.left + scale.stretch:.1f},{base:.1f} {scale.line(series.plan)}" if series.plan else "",
        committed=scale.line(series.committed),
        committed_area=area if series.committed else "",
        forecast=scale.line(series.forecast),
        band=scale.line(band) if series.high and series.low else "",
        paid=stairs,
        paid_area=f"{stairs}V{base:.1f}H{size.left}z",
        today_line=f"M{today_x:.1f} {base:.1f}V{today_y - (34 if size.named else 22):.1f}",
        today_point=(f"{today_x:.1f}", f"{today_y:.1f}"),
        gap=f"M{gap_x} {base + 5:.0f}l5 -10M{gap_x + 5} {base + 5:.0f}l5 -10" if scale.stretch else "",
    )  # fmt: skip
