"""The reader on the two reference letters, held against the clauses found by hand."""

import datetime
from decimal import Decimal

import pytest

from portal.letters.reader.letterhead import References
from portal.letters.reader.reading import LetterReading, read_letter
from portal.letters.states import ClauseType, LetterKind
from tests.letters.oracle import S000, S004, compare, reference_letter


@pytest.fixture(scope="module")
def ten() -> LetterReading:
    """Supplementary letter no. 10 of 2024."""
    return read_letter(reference_letter("S000"))


@pytest.fixture(scope="module")
def four() -> LetterReading:
    """Supplementary letter no. 4 of 2023."""
    return read_letter(reference_letter("S004"))


def test_the_clauses_of_letter_ten_are_proposed(ten: LetterReading) -> None:
    compared = compare(ten.proposals, S000)
    print(compared)

    assert len(compared.found) >= 32, compared
    assert len(compared.right_type) >= 28, compared
    assert len(compared.extra) <= 10, compared


def test_the_duties_of_letter_four_are_proposed(four: LetterReading) -> None:
    compared = compare(four.proposals, S004)
    print(compared)

    assert compared.missed == ()
    assert len(compared.right_type) == len(S004)
    assert len(compared.extra) <= 5, compared


def test_the_head_of_letter_ten(ten: LetterReading) -> None:
    assert (ten.number, ten.budget_year, ten.kind) == (10, 2024, LetterKind.SUPPLEMENTARY)
    assert (ten.sender, ten.receiver, ten.date) == ("DFD", "DSS", datetime.date(2024, 9, 27))
    assert ten.references == References(ours="24/385-100")
    assert [heading.number for heading in ten.headings] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert [heading.kind for heading in ten.headings[1:5]] == ["directive"] * 4


def test_the_head_of_letter_four(four: LetterReading) -> None:
    assert (four.number, four.budget_year, four.kind) == (4, 2023, LetterKind.SUPPLEMENTARY)
    assert (four.sender, four.receiver, four.date) == ("KDD", "DSS", datetime.date(2023, 6, 5))
    assert four.references == References(ours="22/5656-72")
    assert four.copies == ("Riksrevisjonen",)
    assert [heading.number for heading in four.headings] == [1, 2, 3]


def test_the_reporting_duty_of_letter_four_has_its_date(four: LetterReading) -> None:
    report = next(one for one in four.proposals if one.type == ClauseType.REPORT)

    assert report.deadline.date == datetime.date(2023, 10, 31)
    assert report.deadline.text == "31. oktober 2023"


def test_the_authority_of_letter_ten_has_amount_chapter_and_item(ten: LetterReading) -> None:
    [authority] = [one for one in ten.proposals if one.type == ClauseType.AUTHORITY]

    assert (authority.amount, authority.chapter, authority.post) == (Decimal("2100000.00"), "1500", "21")
    assert authority.bodies == ("DSS",)


def test_promises_of_letter_ten_have_no_amount(ten: LetterReading) -> None:
    promises = [one for one in ten.proposals if one.type == ClauseType.PROMISE]

    assert [(one.assignment, one.amount, one.bodies) for one in promises] == [
        (1, None, ("DFD",)), (2, None, ("DFD",)), (6, None, ("DFD",)),
    ]  # fmt: skip


def test_joint_duties_of_letter_ten_name_both_bodies(ten: LetterReading) -> None:
    joint = [one.bodies for one in ten.proposals if "nærmere dialog" in one.short_text]

    assert joint == [("DFD", "DSS"), ("DFD", "DSS", "DIO")]


@pytest.mark.parametrize("start", ["S000", "S004"])
def test_quotations_are_the_letters_own_words(start: str) -> None:
    text = reference_letter(start)
    reading = read_letter(text)

    assert all(text[one.start : one.end] == one.quote and len(one.quote) <= 500 for one in reading.proposals)
    assert all(
        one.reasons and all(reason.startswith("fordi ") for reason in one.reasons)
        for one in reading.proposals
    )
    assert reading == read_letter(text)
