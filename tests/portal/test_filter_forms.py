"""The menus above lists say what Django's own would have said."""

from html.parser import HTMLParser

import pytest
from django import forms

from portal.filter_forms import FilterCheck, FilterSelect, FilterText

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
    text = forms.CharField(required=False, max_length=20)
    check = forms.BooleanField(required=False)


class QuickForm(forms.Form):
    choice = forms.ChoiceField(choices=CHOICES, required=False, widget=FilterSelect)
    text = forms.CharField(required=False, max_length=20, widget=FilterText)
    check = forms.BooleanField(required=False, widget=FilterCheck)


@pytest.mark.parametrize("field", ["choice", "text", "check"])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"choice": "1", "text": 'a "b" <c>', "check": "on"},
        {"choice": "x", "text": " "},
        {"choice": "finnes ikke"},
    ],
)
def test_field_is_the_same_as_djangos(field: str, data: dict[str, str]) -> None:
    plain, quick = (str(form(data)[field]) for form in (PlainForm, QuickForm))

    assert Options(quick).said == Options(plain).said
