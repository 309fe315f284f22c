"""Filters and tags of every template (a builtin: no `load` needed). Formats live in `portal.formatting`."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal import formatting
from portal.dates import oslo_today
from portal.filter_forms import draw_fields, draw_filter
from portal.frame import fixed, header_of
from portal.grid import Grid, GridColumn
from portal.list_parts import draw_slice, draw_sort_header
from portal.marks import MARKS
from portal.paging import Slice

register = template.Library()


def _or_dash(format_value: Callable[..., str]) -> Callable[..., str]:
    """The filter shows «–» for what is not there, never an empty cell and never zero."""

    def shown(value: Any, *arguments: Any) -> str:
        return formatting.NOT_APPLICABLE if value is None or value == "" else format_value(value, *arguments)

    return shown


for _name in (
    "kroner", "kroner_hele", "mill", "prosent", "orgnr", "statskonto",
    "dato", "dato_lang", "ukedag_dato", "klokke", "klokkeslett", "periode",
):  # fmt: skip
    register.filter(_name, _or_dash(getattr(formatting, _name)))
register.filter("tall", _or_dash(formatting.number))


@register.filter
def prosent_av(part: Decimal, whole: Decimal) -> str:
    """`{{ paid|prosent_av:ceiling }}`: «15 %», or «–» of nothing."""
    return (
        formatting.share(part, whole) if part is not None and whole is not None else formatting.NOT_APPLICABLE
    )


@register.filter
def relativ_frist(due: datetime.date | None) -> str:
    """«3 dager over», «i dag», «om 4 dager», counted from today in Oslo."""
    return formatting.relativ_frist(due, oslo_today()) if due else ""


@register.filter
def er_over(due: datetime.date | None) -> bool:
    """Whether the date (Oslo) has passed."""
    if due is None:
        return False
    moment = formatting.oslo(due)
    return (moment.date() if isinstance(moment, datetime.datetime) else moment) < oslo_today()


@register.filter
def stor(text: object) -> str:
    """The first letter as a capital, the rest untouched: a date in words at the start of a sentence."""
    words = str(text)
    return words[:1].upper() + words[1:]


@register.simple_tag
def status_mark(mark: str) -> SafeString:
    """The sign of a state. Decoration: the word must stand beside it."""
    sign = MARKS[mark]
    return format_html(
        '<span class="tegn" data-color="{}" aria-hidden="true"><svg><use href="#s-{}"/></svg></span>',
        sign.color,
        sign.symbol,
    )


@register.filter
def mark_color(mark: str) -> str:
    """The colour that belongs to a state, for what is drawn around the sign."""
    return MARKS[mark].color


@register.simple_tag
def page_numbers(page: Page) -> Iterator[int | str]:
    """The page numbers to link, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def page_header(context: Context) -> SafeString:
    """The header of the portal, kept from page to page (portal.frame)."""
    return header_of(context["request"], context["shell"])


@register.simple_tag
def fixed_part(template_name: str) -> str:
    """A part that is the same on every page, drawn once."""
    return fixed(template_name)


@register.simple_tag(takes_context=True)
def sort_head(
    context: Context, field: str, label: str, target: str = "", number: object = False
) -> SafeString:
    """A column head that sorts: quicker than its component, which is the same, where a list has many."""
    return draw_sort_header(context["request"].GET, field, label, target, is_number=bool(number))


@register.simple_tag(takes_context=True)
def list_slice(
    context: Context, cut: Slice, shown: int | str, target: str = "", label: str = ""
) -> SafeString:
    """Which rows a list shows, and the way to the next ones; the component is the same, and slower."""
    return draw_slice(context["request"].GET, cut, int(shown), label, target)


@register.simple_tag(takes_context=True)
def filter_form(context: Context, form: BaseForm, target: str = "") -> SafeString:
    """The filter above a list; the component is the same, and slower."""
    return draw_filter(form, context["request"], target)


@register.simple_tag
def filter_fields(form: BaseForm) -> SafeString:
    """The fields of a filter above a list."""
    return draw_fields(form)


@register.filter
def widget_kind(field: BoundField) -> str:
    """What the field is drawn as: `group` (radios, checkboxes), `checkbox`, `hidden` or `control`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if widget.use_fieldset:
        return "group"
    return "checkbox" if getattr(widget, "input_type", "") == "checkbox" else "control"


@register.filter
def error_rows(form: BaseForm) -> list[tuple[BoundField | None, str]]:
    """Each error of a form with the field it stands at (None: the form as a whole), in the form's order."""
    rows: list[tuple[BoundField | None, str]] = [(None, str(message)) for message in form.non_field_errors()]
    return rows + [(field, str(message)) for field in form for message in field.errors]


@register.filter
def unlocalized(value: Decimal | int | float) -> str:
    """A number as machines read it, whatever the language."""
    return f"{value}"


@register.simple_tag
def grid_column(grid: Grid, key: str = "") -> GridColumn:
    """One column of a grid of bodies, with its legend."""
    return grid.column(key or grid.columns[0].key)
