"""Birth numbers in free text (domain.md S-01)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer, kontonr

from portal.people.identifiers import contains_birth_number, refuse_birth_number

# A D-nummer has 40 added to the day.
D_NUMBER_DATE = "410107"


def with_check_digits(nine: str) -> str | None:
    """The eleven digits of a made-up birth number, or None when the nine have no check digits."""
    try:
        first = fodselsnummer.calc_check_digit1(nine)
        return nine + first + fodselsnummer.calc_check_digit2(nine + first)
    except (ValueError, IndexError):
        return None


def made_up(date: str) -> str:
    numbers = (with_check_digits(f"{date}{serial:03d}") for serial in range(500, 600))
    return next(number for number in numbers if number and len(number) == 11 and number.isdigit())


@pytest.mark.parametrize("shape", ["{}", "fnr {} i teksten", "({})", "{}."])
@pytest.mark.parametrize("date", ["010107", D_NUMBER_DATE])
def test_birth_number_in_text_is_found(shape: str, date: str) -> None:
    """domain.md S-01: date + k1 + k2, for fødselsnummer and D-nummer."""
    assert contains_birth_number(shape.format(made_up(date)))


def test_birth_number_with_a_space_is_found() -> None:
    """domain.md S-01: as people write it."""
    number = made_up("010107")

    assert contains_birth_number(f"{number[:6]} {number[6:]}")


def test_account_number_is_left_alone() -> None:
    """domain.md S-01: a bank account in a note does not trigger."""
    assert kontonr.is_valid("86011117947")
    assert not contains_birth_number("Betalt til 8601 11 17947 og 86011117947")


def test_account_number_that_is_also_a_birth_number_is_stopped() -> None:
    """domain.md S-01: every valid birth number is a valid account number, so date and k1 decide."""
    number = made_up("010107")

    assert (kontonr.is_valid(number), contains_birth_number(number)) == (True, True)


def test_wrong_check_digit_is_no_birth_number() -> None:
    """domain.md S-01."""
    number = made_up("010107")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert not contains_birth_number(wrong)


def test_day_that_does_not_exist_is_no_birth_number() -> None:
    """domain.md S-01: 31 February is nobody's birthday."""
    assert not contains_birth_number(made_up("310299"))


def test_validator_says_what_to_do_and_does_not_repeat_the_number() -> None:
    """domain.md S-01: stopped before saving."""
    number = made_up("010107")

    with pytest.raises(ValidationError, match="Ta det ut") as refused:
        refuse_birth_number(f"Gjelder {number}")

    assert number not in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    """domain.md S-01: the detector never fails on a text."""
    assert contains_birth_number(text) in (True, False)
