"""Check digits of Norwegian identifiers, and the search for birth numbers in free text."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.no import fodselsnummer, orgnr

_MVA = re.compile(r"^NO(.{9,})MVA$", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
# Eleven digits, written together or with one separator after the sixth.
_ELEVEN = re.compile(r"(?<!\d)(\d{6})[ \u00a0\u202f.-]?(\d{5})(?!\d)")


def normalise_organisation_number(text: str) -> str:
    """Nine digits from «932 384 469» or «NO932384469MVA» (domain.md 2.2); other text is returned stripped."""
    bare = _SPACES.sub("", text.strip())
    match = _MVA.match(bare)
    return match.group(1) if match else bare


def is_organisation_number(text: str) -> bool:
    """Whether the text is nine digits with a right check digit, modulus 11 (domain.md O-02)."""
    number = normalise_organisation_number(text)
    return len(number) == 9 and number.isascii() and number.isdigit() and orgnr.is_valid(number)


def clean_organisation_number(value: str) -> None:
    """Django validator for fields where a person types an organisation number."""
    if not is_organisation_number(value):
        raise ValidationError(
            _("«%(value)s» er ikke et gyldig organisasjonsnummer. Det skal ha ni sifre."),
            params={"value": value},
        )


def _has_both_check_digits(digits: str) -> bool:
    return digits[9] == fodselsnummer.calc_check_digit1(digits) and digits[
        10
    ] == fodselsnummer.calc_check_digit2(digits)


def _looks_like_a_birth_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day = day - 40 if day > 40 else day
    for offset in (0, 40, 80):
        if 1 <= month - offset <= 12:
            month -= offset
            break
    try:
        datetime.date(2000, month, day)
    except ValueError:
        return False
    return True


def contains_birth_number(text: str) -> bool:
    """Whether free text holds a valid fødselsnummer or D-nummer: date, k1 and k2 (domain.md S-01).

    A bank account shares k2 and is left alone unless it also passes the date and k1.
    """
    for match in _ELEVEN.finditer(text):
        digits = match.group(1) + match.group(2)
        if _looks_like_a_birth_date(digits) and _has_both_check_digits(digits):
            return True
    return False


def refuse_birth_number(value: str) -> None:
    """Django validator for free text: stops a birth number before it is saved."""
    if contains_birth_number(value or ""):
        raise ValidationError(
            _("Teksten inneholder et fødselsnummer eller D-nummer. Portalen lagrer aldri slike. Ta det ut.")
        )
