"""What is done with letters and clauses."""

import datetime

import pytest
from django.utils import timezone

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.letters import actions
from portal.letters.models import Assignment, Clause, Letter
from portal.letters.states import ClauseStatus, ClauseType, LetterKind
from portal.people.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(letter):
    return factories.member("coordinator", letter.receiver)


def _draft(letter, by, **changes):
    given = {
        "kind": LetterKind.SUPPLEMENTARY, "number": 11, "budget_year": 2024, "reference": "24/385-120",
        "title": "Presisering (EKSEMPEL)", "sender": letter.sender, "receiver": letter.receiver,
        "dated_on": datetime.date(2024, 11, 1), **changes,
    }  # fmt: skip
    return actions.draft_letter(letter=Letter(**given), by=by, at=timezone.now())


def _with_a_clause(draft, by):
    assignment = Assignment.objects.create(letter=draft, number=1, title="Føring", short_title="Føring")
    clause = Clause(
        assignment=assignment,
        position=1,
        type=ClauseType.DUTY,
        short_text="Gjøre noe",
        quote="skal gjøre noe",
    )
    return actions.add_clause(clause=clause, responsible=draft.receiver, by=by, at=timezone.now())


def test_new_letter_is_drafted_and_registered(letter, coordinator):
    """domain.md T-07: a new letter can be added at any time without developer help."""
    draft = _draft(letter, coordinator)
    clause = _with_a_clause(draft, coordinator)

    registered = actions.register_letter(letter=draft, by=coordinator, at=timezone.now())

    assert registered.state == "registered"
    assert [event.type for event in Event.objects.touching_clause(clause.pk).in_order()] == [
        "clause.added",
        "letter.registered",
    ]


def test_supplementary_letter_without_main_letter_stays_a_draft(letter, coordinator):
    """domain.md T-02."""
    draft = _draft(letter, coordinator, budget_year=2026)
    _with_a_clause(draft, coordinator)

    with pytest.raises(StepRefused, match="Tildelingsbrevet for DSS i 2026"):
        actions.register_letter(letter=draft, by=coordinator, at=timezone.now())

    assert Letter.objects.get(pk=draft.pk).is_draft


def test_letter_without_clauses_is_not_registered(letter, coordinator):
    with pytest.raises(StepRefused) as refusal:
        actions.register_letter(letter=_draft(letter, coordinator), by=coordinator, at=timezone.now())

    assert [problem.code for problem in refusal.value.problems] == ["clauses"]


def test_letter_is_registered_once(letter, coordinator):
    draft = _draft(letter, coordinator)
    _with_a_clause(draft, coordinator)
    actions.register_letter(letter=draft, by=coordinator, at=timezone.now())

    with pytest.raises(StateChanged, match="Noen andre var raskere"):
        actions.register_letter(letter=draft, by=coordinator, at=timezone.now())


def test_status_is_written_with_its_history(clause, coordinator):
    """features.md A04."""
    found = clause("2.7")
    at = timezone.now()

    done = actions.set_clause_status(
        clause=found, status=ClauseStatus.DROPPED, sentence="Falt bort etter samtale.", by=coordinator, at=at
    )

    assert (done.status, done.status_sentence) == ("dropped", "Falt bort etter samtale.")
    assert [entry.status for entry in done.status_entries.all()] == ["dropped", "in_progress"]
    event = Event.objects.filter(type="clause.status_set").latest("pk")
    assert event.changes == {"status": ["Under arbeid", "Falt bort"]}
    assert (event.actor_name, event.at) == (str(coordinator), at)


def test_hand_over_keeps_who_answered_before(clause, coordinator):
    """domain.md T-04."""
    found, dio = clause("2.1"), Organisation.objects.get(key="dio")
    day = datetime.date(2025, 3, 1)

    actions.hand_over_clause(
        clause=found, organisation=dio, from_on=day, source="Avtale", by=coordinator, at=timezone.now()
    )

    eve = day - datetime.timedelta(days=1)
    assert [item.name_on(eve) for item in found.responsibilities.held_on(eve)] == ["DSS"]
    assert [item.name_on(day) for item in found.responsibilities.held_on(day)] == ["DIO"]


def test_hand_over_twice_keeps_one_owner(clause, coordinator):
    found, dio = clause("1.1"), Organisation.objects.get(key="dio")
    later = datetime.date(2025, 6, 1)

    actions.hand_over_clause(
        clause=found, organisation=dio, from_on=later, source="Ny", by=coordinator, at=timezone.now()
    )

    assert found.responsibilities.held_on(later).count() == 1
