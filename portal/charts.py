"""Pictures of numbers, drawn on the server as SVG, each with a title, a description and its table.

Takes plain data, gives a `Chart`; the component `c-chart` draws it. Geometry is worked out in
`portal.chart_geometry`, the drawing itself is a template: every text is escaped, no number is localized.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.chart_geometry import FULL_WIDTH, HALF_WIDTH, NARROW, Drawdown, Point, Size, drawdown_picture
from portal.formatting import NOT_APPLICABLE, dato, kroner_hele, month_name, number

__all__ = [
    "FULL_WIDTH",
    "HALF_WIDTH",
    "Chart",
    "Drawdown",
    "Part",
    "Point",
    "Table",
    "distribution_chart",
    "drawdown_chart",
]


@dataclass(frozen=True)
class Table:
    """The numbers of a picture, written out. The first text of a row is its head."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class LegendItem:
    label: str
    value: str
    color: str
    fill: str


@dataclass(frozen=True)
class Chart:
    """Two drawings (wide and narrow, CSS shows one), what they show in words, and the same numbers."""

    title: str
    description: str
    wide_svg: SafeString
    narrow_svg: SafeString
    table: Table
    legend: Sequence[LegendItem] = ()


def drawdown_chart(series: Drawdown, *, chart_id: str, size: Size = FULL_WIDTH) -> Chart:
    """Paid, committed and expected against the plan and the ceiling, through one year.

    `chart_id` must be unique on the page. `size` is that of the wide drawing.
    """
    title, description = _drawdown_title(series), _drawdown_description(series)

    def draw(variant: str, size: Size) -> SafeString:
        picture = drawdown_picture(series, size, hatch_id=f"{chart_id}-{variant}-skravur")
        texts = {
            "id": f"{chart_id}-{variant}",
            "variant": variant,
            "title": title,
            "description": description,
        }
        return render_to_string("charts/drawdown.svg", {"picture": picture, **texts})

    return Chart(title, description, draw("bred", size), draw("smal", NARROW), _drawdown_table(series))


def _kr(amount: Decimal) -> str:
    return f"{kroner_hele(amount)}\u00a0kr"


def _drawdown_title(series: Drawdown) -> str:
    """The finding, not the kind of chart."""
    amounts = {"paid": _kr(series.paid_now), "ceiling": _kr(series.ceiling)}
    if not series.forecast:
        return _("Utbetalt hittil %(paid)s av %(ceiling)s") % amounts
    amounts["forecast"] = _kr(series.forecast[-1].amount)
    return _("Utbetalt hittil %(paid)s av %(ceiling)s, prognose %(forecast)s ved årets slutt") % amounts


def _drawdown_description(series: Drawdown) -> str:
    facts = {
        "first": month_name(series.first_month), "last": month_name(12), "year": series.year,
        "paid": _kr(series.paid_now), "today": dato(series.today),
    }  # fmt: skip
    sentences = [
        _("Linjediagram fra %(first)s til %(last)s %(year)s.") % facts,
        _("Utbetalt stiger i trinn til %(paid)s per %(today)s.") % facts,
    ]
    if series.plan:
        sentences.append(_("Planen ender på %(plan)s.") % {"plan": _kr(series.plan[-1].amount)})
    if series.committed:
        sentences.append(_("Utbetalt og forpliktet når %(sum)s.") % {"sum": _kr(series.committed[-1].amount)})
    if series.forecast:
        left = series.ceiling - series.forecast[-1].amount
        text = (
            _("Prognosen ender %(left)s under rammen.")
            if left >= 0
            else _("Prognosen ender %(left)s over rammen.")
        )
        sentences.append(text % {"left": _kr(abs(left))})
    return " ".join(sentences)


def _drawdown_table(series: Drawdown) -> Table:
    columns = [
        str(series.year),
        _("Utbetalt (kr)"),
        _("Prognose (kr)"),
        _("Sum hittil (kr)"),
        _("Plan, sum (kr)"),
    ]
    rows = [
        [
            month_name(row.month).capitalize(),
            _amount_or_dash(row.paid),
            _amount_or_dash(row.forecast),
            _amount_or_dash(row.total),
            _amount_or_dash(row.plan),
        ]
        for row in series.months()
    ]
    return Table(_("Utbetalt, prognose og plan per måned i %(year)s") % {"year": series.year}, columns, rows)


def _amount_or_dash(amount: Decimal | None) -> str:
    return NOT_APPLICABLE if amount is None else kroner_hele(amount)


@dataclass(frozen=True)
class Part:
    """One part of a whole: word, number, a colour of the design system, a fill that reads without it."""

    label: str
    count: int
    color: str = "neutral"
    fill: str = "full"


def distribution_chart(parts: Sequence[Part], *, chart_id: str, title: str) -> Chart:
    """One bar, divided. Fills: `full`, `tom` (dashed), `hul` (outlined) and `delt` (hatched)."""
    total = sum(part.count for part in parts)
    legend = [LegendItem(part.label, number(part.count), part.color, part.fill) for part in parts]
    words = ", ".join(f"{item.value} {item.label}" for item in legend)
    description = _("Av %(total)s: %(parts)s.") % {"total": number(total), "parts": words}

    def draw(variant: str, width: int) -> SafeString:
        shown = _segments([part for part in parts if part.count], total, width)
        texts = {
            "id": f"{chart_id}-{variant}",
            "variant": variant,
            "title": title,
            "description": description,
        }
        return render_to_string("charts/distribution.svg", {"segments": shown, "width": width, **texts})

    table = Table(
        title, [_("Utfall"), _("Antall")], [[item.label.capitalize(), item.value] for item in legend]
    )
    return Chart(title, description, draw("bred", 560), draw("smal", 358), table, legend)


@dataclass(frozen=True)
class Segment:
    x: str
    width: str
    color: str
    fill: str


def _segments(parts: Sequence[Part], total: int, width: int, gap: int = 2) -> list[Segment]:
    """Widths in proportion, with a gap between, all inside the width."""
    usable = width - gap * max(len(parts) - 1, 0)
    segments, start = [], 0.0
    for part in parts:
        length = usable * part.count / total
        segments.append(Segment(f"{start:.1f}", f"{length:.1f}", part.color, part.fill))
        start += length + gap
    return segments
