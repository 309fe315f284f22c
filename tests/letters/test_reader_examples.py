"""The reader on made-up ordinary letters (EKSEMPEL): duties, dates and amounts are found, what always stands there is not."""

import datetime
from decimal import Decimal

import pytest

from portal.letters.reader.reading import LetterReading, read_letter
from portal.letters.states import ClauseType
from tests.letters.oracle import example_letter

NAMES = ("tildelingsbrev_bokmal", "tildelingsbrev_nynorsk", "pdf_tekst_bokmal", "supplerende_nynorsk")


def shorts(reading: LetterReading, kind: ClauseType) -> list[str]:
    return [one.short_text for one in reading.proposals if one.type == kind]


def dates(reading: LetterReading) -> set[str]:
    return {one.deadline.date.isoformat() for one in reading.proposals if one.deadline.date}


def amounts(reading: LetterReading) -> list[tuple[str, str, Decimal]]:
    return [(one.chapter, one.post, one.amount) for one in reading.proposals if one.amount is not None]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("tildelingsbrev_bokmal", ("DFD", "EKD", 2025, 0, "24/9876-1", "24/1234-5", "2024-12-18")),
        ("tildelingsbrev_nynorsk", ("KUD", "Eksempelarkivet", 2026, 0, "25/321-2", "", "2026-01-19")),
        ("pdf_tekst_bokmal", ("KLD", "Eksempelsenteret", 2025, 0, "24/4455-12", "", "2025-01-10")),
        ("supplerende_nynorsk", ("SD", "NKOM", 2025, 3, "25/1010-3", "25/77", "2025-09-03")),
    ],
)
def test_heads_are_read(name: str, head: tuple[object, ...]) -> None:
    reading = read_letter(example_letter(name))

    assert (
        reading.sender, reading.receiver, reading.budget_year, reading.number,
        reading.references.ours, reading.references.theirs, str(reading.date),
    ) == head  # fmt: skip


def test_bokmal_letter_gives_reporting_dates_and_amounts() -> None:
    reading = read_letter(example_letter("tildelingsbrev_bokmal"))

    assert {"2025-06-01", "2025-06-30", "2025-06-10", "2025-10-10", "2026-03-15", "2025-11-01"} <= dates(
        reading
    )
    assert ("1543", "01", Decimal("245600000.00")) in amounts(reading)
    assert ("1543", "45", Decimal("12300000.00")) in amounts(reading)
    assert [heading.number for heading in reading.headings if heading.level == 1] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_nynorsk_letter_gives_its_duties() -> None:
    reading = read_letter(example_letter("tildelingsbrev_nynorsk"))

    assert shorts(reading, ClauseType.DUTY)[:2] == [
        "Digitalisere samlinga",
        "Leie eit nasjonalt nettverk for mindre arkiv",
    ]
    assert shorts(reading, ClauseType.CONDITION)[:3] == [
        "Oversyn over samlingane",
        "Kostnader og framdrift",
        "Vurdering av risiko",
    ]
    assert shorts(reading, ClauseType.PROMISE) == [
        "Departementet vil syte for finansiering av nettverket i 2026"
    ]
    assert {"2026-09-01", "2027-03-15", "2026-08-20"} <= dates(reading)
    assert ("329", "45", Decimal("1200000.00")) in amounts(reading)


def test_text_from_a_pdf_gives_duties_over_page_breaks() -> None:
    reading = read_letter(example_letter("pdf_tekst_bokmal"))

    assert "Analysere kunnskap om vassdrag" in shorts(reading, ClauseType.DUTY)
    assert "Senteret må ha gode miljø- og sikkerhetsrutiner" in shorts(reading, ClauseType.DUTY)
    assert {"2026-03-01", "2025-06-15"} <= dates(reading)
    assert ("1410", "50", Decimal("750000.00")) in amounts(reading)
    assert ("1410", "21", Decimal("3000000000.00")) in amounts(reading)


def test_nynorsk_supplementary_letter_splits_and_dates() -> None:
    reading = read_letter(example_letter("supplerende_nynorsk"))

    assert shorts(reading, ClauseType.DUTY)[:2] == [
        "Raskt etablere ei arbeidsgruppe for reservestraum",
        "Leie ei arbeidsgruppe for reservestraum",
    ]
    assert len(shorts(reading, ClauseType.REPORT)) == 2
    assert dates(reading) == {"2025-10-10", "2026-03-15"}
    assert amounts(reading) == [("1380", "21", Decimal("4000000.00"))]


@pytest.mark.parametrize("name", NAMES)
def test_what_always_stands_in_a_letter_is_not_proposed(name: str) -> None:
    said = " ".join(one.quote.lower() for one in read_letter(example_letter(name)).proposals)

    for words in (
        "regjeringen",
        "noreg skal",
        "for nærmere omtale",
        "hvordan skal målene",
        "postboks",
        "seniorråd",
        "elektronisk signert",
        "viser til",
    ):
        assert words not in said


@pytest.mark.parametrize("name", NAMES)
def test_lines_broken_and_doubled_give_the_same_head(name: str) -> None:
    text = example_letter(name)
    plain = read_letter(text)
    windows = read_letter(text.replace("\n", "\r\n"))

    assert (windows.sender, windows.receiver, windows.date, windows.references) == (
        plain.sender,
        plain.receiver,
        plain.date,
        plain.references,
    )
    assert [one.short_text for one in windows.proposals] == [one.short_text for one in plain.proposals]
    assert plain.date is None or plain.date > datetime.date(2020, 1, 1)
