"""Numbers and dates as in domain.md 6.3."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from portal import formatting

HARD = "\u00a0"
FRIDAY = datetime.date(2024, 10, 11)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("2100000"), f"2{HARD}100{HARD}000,00"),
        (Decimal("1234567.89"), f"1{HARD}234{HARD}567,89"),
        (Decimal("-1000"), f"\u22121{HARD}000,00"),
        (Decimal("0"), "0,00"),
        (Decimal("-0.001"), "0,00"),
        (Decimal("0.005"), "0,01"),
        (Decimal("999.995"), f"1{HARD}000,00"),
        (1500, f"1{HARD}500,00"),
    ],
)
def test_kroner(value: Decimal, shown: str) -> None:
    """domain.md U-05."""
    assert formatting.kroner(value) == shown


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_numbers_are_norwegian_in_every_language(language: str) -> None:
    with translation.override(language):
        assert formatting.kroner(Decimal("1234.5")) == f"1{HARD}234,50"


def test_whole_kroner_are_rounded_half_up() -> None:
    assert formatting.kroner_hele(Decimal("2500.50")) == f"2{HARD}501"


def test_millions() -> None:
    assert [formatting.mill(2_100_000), formatting.mill(250_000, 2)] == ["2,1", "0,25"]


def test_per_cent_has_a_hard_space() -> None:
    assert [formatting.prosent(25), formatting.share(1, 3), formatting.share(1, 0)] == [
        f"25{HARD}%",
        f"33{HARD}%",
        "–",
    ]


def test_identifiers_are_never_grouped_as_numbers() -> None:
    """domain.md U-05."""
    assert formatting.orgnr("932384469") == f"932{HARD}384{HARD}469"
    assert formatting.statskonto(150021) == f"kap.{HARD}1500, post{HARD}21"
    assert formatting.statskonto("1500") == "1500"


def test_dates() -> None:
    assert formatting.dato(FRIDAY) == "11.10.2024"
    assert formatting.dato_lang(datetime.date(2024, 9, 7)) == "7. september 2024"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nb", "lørdag 12. oktober 2024"),
        ("nn", "laurdag 12. oktober 2024"),
        ("en", "Saturday 12 October 2024"),
    ],
)
def test_weekdays_follow_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert formatting.ukedag_dato(datetime.date(2024, 10, 12)) == shown


def test_moments_are_read_in_oslo() -> None:
    """domain.md S-16: half past midnight in Oslo is still yesterday in UTC."""
    moment = datetime.datetime(2024, 10, 11, 22, 30, tzinfo=datetime.UTC)

    assert formatting.dato(moment) == "12.10.2024"
    assert formatting.klokke(moment) == f"kl.{HARD}00.30"


def test_cash_period_in_words() -> None:
    assert [formatting.periode(202409), formatting.periode("202413")] == ["september 2024", "202413"]


@pytest.mark.parametrize(
    ("days", "shown"),
    [(-3, "3 dager over"), (-1, "1 dag over"), (0, "i dag"), (1, "om 1 dag"), (4, "om 4 dager")],
)
def test_distance_to_a_deadline(days: int, shown: str) -> None:
    with translation.override("nb"):
        assert formatting.relativ_frist(FRIDAY + datetime.timedelta(days), FRIDAY) == shown
