"""The rows of the register, drawn without the template engine: through it, fifty rows cost more than their query."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilots.queries.pilot import figure
from pilots.queries.register import PilotLine
from portal.quick_html import quick_join

register = template.Library()

ROW = (
    '<tr><td class="bilagsnr">U-{}</td><th scope="row" class="hel"><a class="ds-link" href="/utprovinger/U-{}/">{}</a>{}</th>'
    '<td data-l="{}">{}</td><td data-l="{}"><span class="ds-tag" data-color="{}">{}</span></td><td data-l="{}">{}</td>'
    '<td class="tall hoyre" data-l="{}">{}</td><td class="tall hoyre" data-l="{}">{}</td></tr>\n'
)
TAG = ' <span class="ds-tag" data-color="{}">{}</span>'


@register.simple_tag
def pilot_rows(rows: Iterable[PilotLine]) -> SafeString:
    """The body of the register."""
    heads = [_("Virksomhet"), _("Status"), _("KI-forordningen"), _("Modenhet"), _("Slutt")]
    marks = {
        "stale": format_html(TAG, "warning", _("Må ses over")),
        "own": format_html(TAG, "neutral", _("Ikke delt")),
        "example": format_html(' <span class="eks">{}</span>', _("EKSEMPEL")),
    }
    body, state, risk, step, ends = heads
    return quick_join(
        ROW,
        (
            (
                row.number, row.number, row.title, _marks(row, marks), body, row.owner, state, row.color, row.state, risk,
                row.risk, step, row.step, ends, row.ends,
            )
            for row in rows
        ),
    )  # fmt: skip


def _marks(row: PilotLine, marks: dict[str, SafeString]) -> SafeString:
    shown = [
        marks["stale"] if row.is_stale else "",
        marks["own"] if row.is_own_only else "",
        marks["example"] if row.is_example else "",
    ]
    return SafeString("".join(shown))


@register.filter
def figur(value: Decimal | None) -> str:
    """A figure without decimals when it has none."""
    return "" if value is None else figure(value)


@register.filter
def prosent_endring(value: Decimal | None) -> str:
    """«−42 %»: how much an indicator has moved."""
    if value is None:
        return ""
    sign = "+" if value > 0 else ""
    return f"{sign}{figure(value.quantize(Decimal(1)))} %"
