"""The fields of filters above lists, drawn without the template engine: they are on every page of every list."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.quick_html import quick_escape

FIELD = '<div class="filterskjema__felt{}"><label class="ds-label" for="{}">{}</label>{}{}</div>'
CHECK = " filterskjema__felt--kryss"
ERRORS = '<p class="ds-validation-message" id="{}_error">{}</p>'
FORM = (
    '<form class="filterskjema" id="filter" method="get" role="search" aria-label="{}" data-portal-submit-on-change{}>{}'
    '<div class="filterskjema__knapper"><button class="ds-button" data-variant="secondary" type="submit">{}</button>{}</div></form>'
)
SWAP = (
    ' hx-get="{}" hx-trigger="submit, input changed delay:400ms from:find input[type=search]" hx-target="{}" hx-select="{}"'
    ' hx-swap="outerMorph" hx-push-url="true"'
)
RESET = '<a class="ds-link" href="{}">{}</a>'


def draw_filter(form: forms.BaseForm, request: HttpRequest, target: str) -> SafeString:
    """The filter above a list, as the component `filter_form` has it."""
    swap = format_html(SWAP, request.path, target, target) if target else ""
    reset = format_html(RESET, request.path, _("Nullstill")) if request.GET else ""
    return format_html(FORM, _("Filtrer listen"), swap, draw_fields(form), _("Vis treff"), reset)


def draw_fields(form: forms.BaseForm) -> SafeString:
    """The fields of a filter, each with its label and what is wrong with it."""
    seen = "".join(_field(field) for field in form if not field.is_hidden)
    return SafeString(seen + "".join(str(field) for field in form.hidden_fields()))


def _field(field: forms.BoundField) -> SafeString:
    is_check = (
        getattr(field.field.widget, "input_type", "") == "checkbox" and not field.field.widget.use_fieldset
    )
    wrong = format_html(ERRORS, field.auto_id, " ".join(map(str, field.errors))) if field.errors else ""
    return format_html(FIELD, CHECK if is_check else "", field.id_for_label, field.label, field, wrong)


class FilterText(forms.TextInput):
    """A line of text to search for."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        return _input(self, name, attrs, {} if value in (None, "") else {"value": str(value)})


class FilterCheck(forms.CheckboxInput):
    """A condition that is on or off."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        return _input(self, name, attrs, {"checked": self.check_test(value)})


def _input(widget: Input, name: str, attrs: dict[str, Any] | None, more: dict[str, Any]) -> SafeString:
    said = {"type": widget.input_type, "class": "ds-input", "name": name}
    return format_html("<input{}>", flatatt({**said, **widget.build_attrs(widget.attrs, attrs), **more}))


class FilterSelect(forms.Select):
    """A menu of plain choices, without groups; a tenth of the time of `Select` and its template."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = SafeString("".join(_option(str(key), label, chosen) for key, label in self.choices))
        attributes = flatatt({"class": "ds-input", "name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", attributes, options)


def _option(key: str, label: Any, chosen: str) -> str:
    selected = " selected" if key == chosen else ""
    return f'<option value="{quick_escape(key)}"{selected}>{quick_escape(label)}</option>'
