"""Transition: lock, check, save, record."""

import datetime

import pytest
from django.utils import timezone

from portal.errors import StateChanged
from portal.events import Event
from portal.letters.models import Letter
from portal.letters.states import (
    AT_WORK,
    CLOSED,
    DRAFTS,
    IN_FORCE,
    OPEN,
    REGISTER,
    ClauseStatus,
    LetterKind,
    LetterState,
)
from portal.states import partition
from tests import factories


@pytest.fixture
def draft(db) -> Letter:
    return Letter.objects.create(
        kind=LetterKind.ALLOCATION, budget_year=2024, title="Tildelingsbrev", sender=factories.OrganisationFactory(),
        receiver=factories.OrganisationFactory(), dated_on=datetime.date(2024, 1, 19),
    )  # fmt: skip


def test_transition_changes_saves_and_records(draft):
    at = timezone.now()

    after = REGISTER.apply(draft, by=None, at=at, registered_at=at)

    assert (after.state, after.registered_at, draft.state) == ("registered", at, "draft")
    event = Event.objects.get()
    assert (event.type, event.changes) == ("letter.registered", {"state": ["draft", "registered"]})


def test_transition_from_a_stale_object_is_a_sentence(draft):
    REGISTER.apply(draft, by=None, at=timezone.now(), registered_at=timezone.now())

    with pytest.raises(StateChanged, match="Registrert"):
        REGISTER.apply(draft, by=None, at=timezone.now(), registered_at=timezone.now())

    assert Event.objects.count() == 1


def test_named_sets_cover_every_state_once():
    assert partition(ClauseStatus, OPEN, CLOSED)
    assert partition(LetterState, DRAFTS, IN_FORCE)
    assert AT_WORK < OPEN
    assert not partition(ClauseStatus, OPEN, AT_WORK, CLOSED)
