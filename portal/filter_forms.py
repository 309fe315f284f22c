"""The fields of filters above lists, drawn without the template engine: they are on every page of every list."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

OPTION = '<option value="{}">{}</option>'
CHOSEN = '<option value="{}" selected>{}</option>'


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
        options = format_html_join(
            "", "{}", ((self._option(str(key), label, chosen),) for key, label in self.choices)
        )
        attributes = flatatt({"class": "ds-input", "name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", attributes, options)

    @staticmethod
    def _option(key: str, label: Any, chosen: str) -> SafeString:
        return format_html(CHOSEN if key == chosen else OPTION, key, label)
