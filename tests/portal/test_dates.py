"""Dates as Norwegians write them (domain.md U-06, S-16, F-03)."""

import datetime

import pytest
from django import forms

from portal.dates import DateError, DateField, end_of_day, oslo_date, oslo_today, parse_date

SEPTEMBER_27 = datetime.date(2024, 9, 27)


class DayForm(forms.Form):
    day = DateField()


@pytest.mark.parametrize(
    "text",
    [
        "27.9.2024", "27.09.2024", "27.09.24", "2024-09-27", "27. september 2024", "27 september 2024",
        "27. sep. 2024", "fredag 27. september 2024", " 27.\u00a0september 2024 ", "27. 9. 2024",
    ],
)  # fmt: skip
def test_date_is_read_as_people_write_it(text: str) -> None:
    """domain.md U-06."""
    assert parse_date(text) == SEPTEMBER_27


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.02.2024", "Februar 2024 har 29 dager, så dag 31 finnes ikke."),
        ("31.02.2023", "Februar 2023 har 28 dager, så dag 31 finnes ikke."),
        ("01.13.2024", "Måned 13 finnes ikke."),
        ("i morgen", "Skriv datoen slik: 27.09.2024."),
        ("09/27/2024", "Skriv datoen slik: 27.09.2024."),
    ],
)
def test_day_that_does_not_exist_is_explained(text: str, sentence: str) -> None:
    """domain.md U-06: refuses 31.02.2024 and explains."""
    with pytest.raises(DateError, match=sentence[:30]):
        parse_date(text)


def test_field_shows_the_sentence_and_keeps_the_text() -> None:
    """domain.md U-06, U-07."""
    form = DayForm({"day": "31.02.2024"})

    assert form.errors["day"] == ["Februar 2024 har 29 dager, så dag 31 finnes ikke."]
    assert 'value="31.02.2024"' in str(form["day"])


def test_field_shows_a_date_the_norwegian_way() -> None:
    """domain.md U-05."""
    assert 'value="27.09.2024"' in str(DayForm(initial={"day": SEPTEMBER_27})["day"])


def test_today_is_oslos_today(time_machine) -> None:
    """domain.md S-16: 22:30 UTC in summer is the next day in Oslo."""
    time_machine.move_to(datetime.datetime(2024, 7, 1, 22, 30, tzinfo=datetime.UTC), tick=False)

    assert oslo_today() == datetime.date(2024, 7, 2)


def test_deadline_ends_with_the_day_in_oslo() -> None:
    """domain.md F-03: 23.59.59 Europe/Oslo."""
    ends = end_of_day(datetime.date(2024, 10, 11))

    assert ends.astimezone(datetime.UTC) == datetime.datetime(2024, 10, 11, 21, 59, 59, tzinfo=datetime.UTC)
    assert oslo_date(ends) == datetime.date(2024, 10, 11)
