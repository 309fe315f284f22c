"""The menus above lists say what Django's own would have said."""

from html.parser import HTMLParser

import pytest
from django import forms

from portal.filter_forms import FilterSelect

CHOICES = [("", "Alle"), ("1", "Føring 1"), ("x", '<b>"farlig"</b> & mer')]


class Options(HTMLParser):
    """What a browser reads: each element with its attributes, and the texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said.append((tag, sorted(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append(data.strip())


class PlainForm(forms.Form):
    choice = forms.ChoiceField(choices=CHOICES, required=False)


class QuickForm(forms.Form):
    choice = forms.ChoiceField(choices=CHOICES, required=False, widget=FilterSelect)


@pytest.mark.parametrize("data", [{}, {"choice": "1"}, {"choice": "x"}, {"choice": "finnes ikke"}])
def test_menu_is_the_same_as_djangos(data: dict[str, str]) -> None:
    plain, quick = (str(form(data)["choice"]) for form in (PlainForm, QuickForm))

    assert Options(quick).said == Options(plain).said
