"""The day that a letter's own words for a time mean, seen from the day it was written."""

import datetime

import pytest

from portal.letters.reader.days import day_meant

DECEMBER = datetime.date(2024, 12, 20)
JUNE = datetime.date(2025, 6, 2)


@pytest.mark.parametrize(
    ("words", "written_on", "day"),
    [
        ("1. mars", DECEMBER, "2025-03-01"), ("1. mars", JUNE, "2026-03-01"), ("2. juni", JUNE, "2025-06-02"), ("1. november", JUNE, "2025-11-01"),
        ("fredag 14. februar", datetime.date(2025, 1, 30), "2025-02-14"), ("29. februar", JUNE, "2028-02-29"), ("31. februar", JUNE, None),
        ("laurdag 14. februar", datetime.date(2025, 1, 30), "2026-02-14"), ("i løpet av første halvår 2025", DECEMBER, "2025-06-30"),
        ("innen 1. tertial 2026", JUNE, "2026-04-30"), ("innan 2. tertial", JUNE, "2025-08-31"), ("i løpet av 3. kvartal", JUNE, "2025-09-30"),
        ("innen utgangen av september 2025", DECEMBER, "2025-09-30"), ("innen utgangen av februar", DECEMBER, "2025-02-28"),
        ("innen utgangen av året", DECEMBER, "2025-12-31"), ("i løpet av 2026", JUNE, "2026-12-31"), ("i uke 50", JUNE, "2025-12-14"),
        ("uke 3", JUNE, "2026-01-18"), ("uke 60", JUNE, None), ("1. tertial", JUNE, None), ("høsten 2025", JUNE, None), ("snarest", JUNE, None),
        ("i løpet av høsten 2025", JUNE, None), ("innen tre uker", JUNE, None), ("innen 4. tertial 2025", JUNE, None),
    ],
)  # fmt: skip
def test_words_and_days(words: str, written_on: datetime.date, day: str | None) -> None:
    found = day_meant(words, written_on=written_on, budget_year=2025)

    assert (found.isoformat() if found else None) == day


def test_without_a_date_of_the_letter_the_budget_year_counts() -> None:
    assert day_meant("1. mars", written_on=None, budget_year=2025) == datetime.date(2025, 3, 1)
    assert day_meant("1. mars", written_on=None, budget_year=None) is None


def test_the_annual_report_comes_after_its_year() -> None:
    said = "Årsrapporten for 2025 skal sendes innen 15. mars."

    assert day_meant("15. mars", written_on=DECEMBER, budget_year=2025, said=said) == datetime.date(
        2026, 3, 15
    )
