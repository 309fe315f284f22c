"""The letters of the demo: two supplementary ones, with the main letters they build on."""

import pytest

from portal.letters.demo import load_letters
from portal.letters.models import Clause, Letter
from portal.people.reference import load_organisations


@pytest.fixture
def letter(db) -> Letter:
    """Letter no. 10 of 2024 with its 36 clauses."""
    load_organisations()
    return load_letters()


@pytest.fixture
def clause(letter):
    """`clause("2.7")` of letter no. 10."""

    def find(number: str) -> Clause:
        assignment, position = number.split(".")
        return Clause.objects.get(assignment__letter=letter, assignment__number=assignment, position=position)

    return find
