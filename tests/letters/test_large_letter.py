"""A letter of 500 clauses with 5 000 pieces of evidence asks the database no more than a small one."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.letters.models import (
    Assignment,
    Clause,
    Evidence,
    EvidenceRevision,
    EvidenceTie,
    Letter,
    Responsibility,
)
from portal.letters.states import ClauseType, EvidenceKind
from portal.people.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def with_clauses(letter: Letter, *, number: int, clauses: int, evidence: int, by) -> Letter:
    """Another letter of the same kind, with as many clauses, each with as many pieces of evidence."""
    now = timezone.now()
    made = Letter.objects.create(
        kind=letter.kind, number=number, budget_year=2024, reference=f"24/{number}", title="Stort brev (EKSEMPEL)",
        sender=letter.sender, receiver=letter.receiver, dated_on=letter.dated_on,
    )  # fmt: skip
    home = Assignment.objects.create(letter=made, number=1, title="Føring", short_title="Føring")
    rows = Clause.objects.bulk_create(
        Clause(assignment=home, position=place, type=ClauseType.DUTY, short_text=f"Sak {place}", quote="skal")
        for place in range(1, clauses + 1)
    )
    Responsibility.objects.bulk_create(
        Responsibility(clause=row, organisation=letter.receiver) for row in rows
    )
    pieces = Evidence.objects.bulk_create(
        Evidence(title="Referat", organisation=by.organisation, made_by=by, made_at=now)
        for _n in range(clauses * evidence)
    )
    EvidenceRevision.objects.bulk_create(
        EvidenceRevision(
            evidence=one, number=1, kind=EvidenceKind.NOTE, note="EKSEMPEL", valid_on=now, by=by, at=now
        )
        for one in pieces
    )
    EvidenceTie.objects.bulk_create(
        EvidenceTie(evidence=one, clause=rows[place % clauses], by=by, at=now)
        for place, one in enumerate(pieces)
    )
    Letter.objects.filter(pk=made.pk).update(state="registered", registered_at=now)
    made.refresh_from_db()
    return made


@pytest.fixture
def sizes(letter, client_as) -> tuple[Any, Letter, Letter]:
    """Somebody who may read, a letter of 5 clauses with 5 pieces of evidence, and one of 500 with 5 000."""
    coordinator = client_as(Role.COORDINATOR, letter.receiver)
    small = with_clauses(letter, number=91, clauses=5, evidence=1, by=coordinator.user)
    return coordinator, small, with_clauses(letter, number=92, clauses=500, evidence=10, by=coordinator.user)


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


PAGES = {
    "letter": lambda made: made.get_absolute_url(),
    "letter as of a date": lambda made: f"{made.get_absolute_url()}?per=2024-12-31",
    "assignment": lambda made: made.assignments.get().get_absolute_url(),
    "assignment as of a date": lambda made: f"{made.assignments.get().get_absolute_url()}?per=2024-12-31",
    "clause": lambda made: Clause.objects.filter(assignment__letter=made).first().get_absolute_url(),
    "what a letter settles": lambda made: reverse("letter_settles", args=[made.pk]),
}


def test_pages_of_500_clauses_ask_no_more_than_those_of_five(sizes) -> None:
    client, small, large = sizes
    of_small = {page: queries_of(client, address(small)) for page, address in PAGES.items()}

    assert {page: queries_of(client, address(large)) for page, address in PAGES.items()} == of_small


def test_list_of_what_is_missing_asks_the_same_for_500_clauses(letter, client_as) -> None:
    coordinator = client_as(Role.COORDINATOR, letter.receiver)
    with_clauses(letter, number=91, clauses=5, evidence=0, by=coordinator.user)
    before = queries_of(coordinator, reverse("gaps"))
    with_clauses(letter, number=92, clauses=500, evidence=0, by=coordinator.user)

    assert queries_of(coordinator, reverse("gaps")) == before
