"""The letters as demo content: what clauses.md and the letter say."""

from collections import Counter

import pytest

from portal.letters.demo import load_letters
from portal.letters.models import Clause, Letter

pytestmark = pytest.mark.django_db


def test_letter_has_its_36_clauses(letter):
    """features.md A02: føring 3 has at least five."""
    clauses = Clause.objects.of_letter(letter)
    per_assignment = Counter(clauses.values_list("assignment__number", flat=True))

    assert clauses.count() == 36
    assert dict(per_assignment) == {0: 2, 1: 5, 2: 10, 3: 6, 4: 8, 5: 1, 6: 3, 7: 1}
    assert not clauses.filter(quote="").exists()


def test_letter_is_what_it_was(letter):
    """features.md A01."""
    assert (letter.reference, f"{letter.dated_on:%d.%m.%Y}", letter.sender.code, letter.receiver.code) == (
        "24/385-100", "27.09.2024", "DFD", "DSS",
    )  # fmt: skip


def test_quotes_are_the_letters_own_words(letter, reference_data):
    """Each quotation stands in the letter, whatever its line breaks."""
    source = (reference_data.parent / "seeds" / "S000-supplerende-tildelingsbrev-10-2024.txt").read_text(
        encoding="utf-8"
    )
    words = " ".join(source.split())

    missing = [clause.number for clause in Clause.objects.of_letter(letter) if clause.quote not in words]

    assert missing == []


def test_quotes_of_the_letter_of_2023_are_its_own_words(letter, reference_data):
    source = (
        reference_data.parent / "seeds" / "S004-supplerende-tildelingsbrev-4-2023-piloter.txt"
    ).read_text(encoding="utf-8")
    words = " ".join(source.split())

    missing = [
        clause.number
        for clause in Clause.objects.filter(assignment__letter__number=4)
        if clause.quote not in words
    ]

    assert missing == []


def test_loading_again_adds_nothing(letter):
    load_letters()

    assert (Letter.objects.count(), Clause.objects.of_letter(letter).count()) == (4, 36)
