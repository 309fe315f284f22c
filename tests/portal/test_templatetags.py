"""Filters and components as a page draws them."""

import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

HARD = "\u00a0"


def _draw(source: str, **context: object) -> str:
    """The template as a page draws it: components are compiled when a file is read, so here too."""
    from django_cotton.compiler_regex import CottonCompiler

    compiled = CottonCompiler().process(source)
    return engines["django"].from_string(compiled).render(context, RequestFactory().get("/?q=a&side=3"))


class _Tags(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _first(source: str, tag: str) -> dict[str, str | None]:
    return next(attributes for name, attributes in _Tags(source).found if name == tag)


class DateForm(forms.Form):
    due = forms.CharField(label="Frist", help_text="Slik: 27.09.2024.")
    kind = forms.ChoiceField(
        label="Type", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False
    )


@pytest.mark.parametrize(
    "name", ["kroner", "kroner_hele", "dato", "ukedag_dato", "klokke", "orgnr", "tall", "periode"]
)
def test_what_is_not_there_is_a_dash(name: str) -> None:
    assert _draw(f"{{{{ nothing|{name} }}}}", nothing=None) == "–"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(Decimal("2100000"), f"2{HARD}100{HARD}000"), (Decimal(0), '<span class="null">0</span>'), (None, "–")],
)
def test_money_cell_shows_zero_pale_and_nothing_as_a_dash(amount: Decimal | None, text: str) -> None:
    assert (
        _draw('<c-money-cell :amount="amount" />', amount=amount).strip().removesuffix("</td>").endswith(text)
    )


def test_late_deadline_is_late() -> None:
    yesterday = datetime.date.today() - datetime.timedelta(days=2)

    assert _draw("{{ day|er_over }} {{ none|er_over }}", day=yesterday, none=None) == "True False"


def test_status_is_a_sign_and_a_word() -> None:
    """domain.md U-10."""
    drawn = _draw('<c-status mark="overdue" word="Forfalt" />')

    assert ("#s-forfalt" in drawn, 'aria-hidden="true"' in drawn, "Forfalt" in drawn) == (True, True, True)


def test_field_ties_help_and_error_to_its_control() -> None:
    """domain.md U-07."""
    drawn = _draw('<c-field :field="form.due" />', form=DateForm({"due": ""}))

    control = _first(drawn, "input")
    assert control["aria-describedby"] == "id_due_helptext id_due_error"
    assert control["aria-invalid"] == "true"
    assert ('id="id_due_helptext"' in drawn, 'id="id_due_error"' in drawn) == (True, True)
    assert _first(drawn, "label")["for"] == "id_due"


def test_choices_are_a_group_with_a_legend() -> None:
    tags = [tag for tag, _attributes in _Tags(_draw('<c-field :field="form.kind" />', form=DateForm())).found]

    assert (tags.count("fieldset"), tags.count("legend"), tags.count("label")) == (1, 1, 2)


def test_summary_links_to_each_field() -> None:
    drawn = _draw('<c-error-summary :form="form" />', form=DateForm({"due": ""}))

    assert _first(drawn, "a")["href"] == "#id_due"


def test_summary_of_a_right_form_is_nothing() -> None:
    assert "ds-error-summary" not in _draw(
        '<c-error-summary :form="form" />', form=DateForm({"due": "1.1.2025"})
    )


def test_plain_form_is_drawn_with_the_same_fields() -> None:
    assert _first(_draw("{{ form }}", form=DateForm()), "input")["class"] == "ds-input"


def test_button_with_an_address_is_a_link() -> None:
    link = _first(_draw('<c-button href="/ny/" hx-get="/ny/">Ny</c-button>'), "a")

    assert (link["href"], link["hx-get"], link["data-variant"]) == ("/ny/", "/ny/", "primary")


def test_table_has_caption_and_can_be_reached_by_keyboard() -> None:
    """domain.md U-12."""
    drawn = _draw('<c-table caption="Bilag"><tr><th scope="row">1</th></tr></c-table>')

    assert (_first(drawn, "div")["tabindex"], _first(drawn, "div")["aria-label"], "<caption" in drawn) == (
        "0",
        "Bilag",
        True,
    )


def test_sort_header_says_how_it_is_sorted() -> None:
    drawn = _draw('<c-sort-header field="belop" label="Beløp" number target="#liste" />')

    assert _first(drawn, "th") == {"scope": "col", "aria-sort": "none", "class": "tall"}
    assert _first(drawn, "a")["href"] == "?q=a&sort=belop"


def test_missing_things_are_listed_with_their_places() -> None:
    from portal.errors import Problem

    drawn = _draw(
        '<c-missing-list :problems="problems" />', problems=[Problem("Referat mangler", "/referat/")]
    )

    assert ("Referat mangler" in drawn, _first(drawn, "a")["href"]) == (True, "/referat/")
