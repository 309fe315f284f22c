"""Amounts as Norwegians write them (domain.md I-07, E-12)."""

from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from portal.money import AmbiguousAmount, AmountError, MoneyFormField, parse_amount, round_money


class AmountForm(forms.Form):
    amount = MoneyFormField()


def read(row: dict[str, str]) -> str:
    """The amount of a row of belop.csv, or "" when it is refused."""
    mark = "." if "XML" in row["merknad"] or "xml" in row["merknad"] else None
    try:
        return f"{parse_amount(row['inndata'], decimal_mark=mark).value:.2f}"
    except AmountError:
        return ""


def test_amounts_follow_the_vectors(vectors) -> None:
    """domain.md I-07: all of belop.csv."""
    rows = vectors("belop.csv")
    expected = {
        row["inndata"]: f"{Decimal(row['forventet']):.2f}" if row["forventet"] else "" for row in rows
    }

    assert {row["inndata"]: read(row) for row in rows} == expected


def test_number_that_reads_two_ways_is_ambiguous() -> None:
    """domain.md I-07: an ambiguous separator is never guessed."""
    with pytest.raises(AmbiguousAmount, match="Bruk komma som desimaltegn"):
        parse_amount("1.234")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 100 000,00", "2100000.00"),
        ("2\u00a0100\u00a0000", "2100000.00"),
        ("2\u202f100\u202f000,5", "2100000.50"),
        ("\u2212847732,87", "-847732.87"),
        ("-5,00", "-5.00"),
        ("kr 12,-", "12.00"),
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_field_takes_what_people_write(text: str, value: str, language: str) -> None:
    """domain.md I-07, U-04: the same in every language; `-5,00` never becomes −500."""
    with translation.override(language):
        form = AmountForm({"amount": text})

        assert (form.is_valid(), form.cleaned_data.get("amount")) == (True, Decimal(value))


@pytest.mark.parametrize("text", ["1.234", "2.100"])
def test_field_refuses_what_can_be_misread(text: str) -> None:
    """domain.md I-07."""
    form = AmountForm({"amount": text})

    assert "Bruk komma som desimaltegn." in str(form.errors["amount"])


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "Infinity", "2,1 mill. kr", "12,345", "--5", "", "99999999999999999"]
)
def test_field_refuses_what_is_no_amount_in_kroner(text: str) -> None:
    """domain.md I-07: `1e3` is refused, and so are parts of an øre."""
    assert "amount" in AmountForm({"amount": text}).errors


@pytest.mark.parametrize(
    ("exact", "rounded"), [("274.0275", "274.03"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("1.004", "1.00")]
)
def test_rounding_is_half_up_away_from_zero(exact: str, rounded: str) -> None:
    """domain.md E-12."""
    assert round_money(Decimal(exact)) == Decimal(rounded)


def test_rounded_source_is_kept_and_flagged() -> None:
    """domain.md E-12: 274.0275 is 274,03, flagged, and the raw value is kept."""
    amount = parse_amount("274.0275", decimal_mark=".")

    assert (amount.exact, amount.value, amount.was_rounded) == (Decimal("274.0275"), Decimal("274.03"), True)
