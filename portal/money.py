"""Amounts in kroner: one parser, one rounding, one field (domain.md I-07, E-12)."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.formatting import kroner

ZERO = Decimal("0.00")
ORE = Decimal("0.01")
LARGEST = Decimal("9999999999999.99")

DecimalMark = Literal[",", "."]

_SPACE = re.compile(r"[ \u00a0\u202f\u2009]")
_CURRENCY = re.compile(r"^(kr|nok)\.?\s*|\s*(kr|nok)\.?$", re.IGNORECASE)
_ROUND_KRONER = re.compile(r",[-\u2013\u2014\u2212]$")
_GROUPED_BY_SPACE = re.compile(r"^\d{1,3}(?: \d{3})+(?:[.,]\d+)?$")
_POINT_THEN_COMMA = re.compile(r"^\d{1,3}(?:\.\d{3})+,\d+$")
_COMMA_THEN_POINT = re.compile(r"^\d{1,3}(?:,\d{3})+\.\d+$")
_MANY_POINTS = re.compile(r"^\d{1,3}(?:\.\d{3}){2,}$")
_MANY_COMMAS = re.compile(r"^\d{1,3}(?:,\d{3}){2,}$")
_PLAIN = re.compile(r"^\d+$")
_ONE_COMMA = re.compile(r"^\d+,\d+$")
_ONE_POINT = re.compile(r"^\d+\.\d+$")
_THREE_AFTER_POINT = re.compile(r"^\d{1,3}\.\d{3}$")
_MINUS = "-\u2212\u2013"


class AmountError(ValueError):
    """The text is not an amount; the message says why."""


class AmbiguousAmount(AmountError):
    """«1.234» is 1,234 or 1 234: nobody can tell, so nobody guesses."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written, and rounded half-up to øre."""

    exact: Decimal
    value: Decimal

    @property
    def was_rounded(self) -> bool:
        return self.exact != self.value


def round_money(amount: Decimal) -> Decimal:
    """Half-up to øre, away from zero (domain.md E-12)."""
    return amount.quantize(ORE, ROUND_HALF_UP)


def _split_sign(text: str) -> tuple[int, str]:
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1].strip()
    if text[:1] and text[0] in _MINUS:
        return -1, text[1:].strip()
    if text[-1:] and text[-1] in _MINUS:
        return -1, text[:-1].strip()
    return 1, text[1:].strip() if text.startswith("+") else text


def _digits(text: str, decimal_mark: DecimalMark | None) -> str:
    """The number as Decimal reads it; raises when the marks do not make sense."""
    if _PLAIN.match(text):
        return text
    if _GROUPED_BY_SPACE.match(text):
        return text.replace(" ", "").replace(",", ".")
    if _POINT_THEN_COMMA.match(text):
        return text.replace(".", "").replace(",", ".")
    if _COMMA_THEN_POINT.match(text):
        return text.replace(",", "")
    if _MANY_POINTS.match(text):
        return text.replace(".", "")
    if _MANY_COMMAS.match(text) and decimal_mark == ".":
        return text.replace(",", "")
    if _ONE_COMMA.match(text):
        return text.replace(",", "." if decimal_mark != "." else "")
    if _ONE_POINT.match(text):
        return _one_point(text, decimal_mark)
    raise AmountError(
        _("«%(text)s» er ikke et beløp. Skriv for eksempel 2 100 000,00.") % {"text": text[:40]}
    )


def _one_point(text: str, decimal_mark: DecimalMark | None) -> str:
    if not _THREE_AFTER_POINT.match(text) or decimal_mark == ".":
        return text
    if decimal_mark == ",":
        return text.replace(".", "")
    raise AmbiguousAmount(_("«%(text)s» kan leses på to måter. Bruk komma som desimaltegn.") % {"text": text})


def parse_amount(text: str, *, decimal_mark: DecimalMark | None = None) -> Amount:
    """The amount in kroner that the text says.

    `decimal_mark` is what the source is known to use («.» in XML, «,» in Norwegian files); with None a number
    such as «1.234» is refused as ambiguous. Raises AmountError with a sentence (domain.md I-07).
    """
    bare = _ROUND_KRONER.sub("", _CURRENCY.sub("", _SPACE.sub(" ", text).strip()).strip())
    sign, unsigned = _split_sign(bare)
    exact = Decimal(_digits(unsigned, decimal_mark)) * sign
    if abs(exact) > LARGEST:
        raise AmountError(_("Beløpet er for stort."))
    return Amount(exact=exact, value=round_money(exact))


class MoneyField(models.DecimalField):
    """Kroner with two decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super(models.DecimalField, self).formfield(**{"form_class": MoneyFormField, **kwargs})


class MoneyInput(forms.TextInput):
    """A text field for an amount, shown with a comma whatever the language."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: object) -> str | None:
        return kroner(value) if isinstance(value, Decimal) else value  # type: ignore[return-value]


class MoneyFormField(forms.Field):
    """A form field for kroner; gives a Decimal with two decimals and refuses what can be misread."""

    widget = MoneyInput
    default_error_messages = {"required": gettext_lazy("Fyll inn beløpet.")}

    def __init__(self, *, min_value: Decimal | None = None, **kwargs: Any) -> None:
        self.min_value = min_value
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            amount = parse_amount(str(value))
        except AmountError as error:
            raise ValidationError(str(error), code="invalid") from error
        if amount.was_rounded:
            raise ValidationError(_("Skriv beløpet med høyst to desimaler."), code="decimals")
        return amount.value

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and self.min_value is not None and value < self.min_value:
            raise ValidationError(
                _("Beløpet kan ikke være mindre enn %(least)s kr.") % {"least": self.min_value}
            )
