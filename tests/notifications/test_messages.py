"""Events become messages: by type, once, to those the app names (features.md X03)."""

import datetime
import threading

import pytest
from django.db import connection

from portal.events import record
from portal.letters.actions import hand_over_clause
from portal.notifications.messages import hear_events
from portal.notifications.models import HeardEvent, Notice
from portal.notifications.registry import Message, To
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW, TODAY
from tests.permission_objects import clause as make_clause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def reader(body):
    return factories.member(Role.EDITOR, body)


@pytest.fixture
def letters_are_told(register, reader):
    """A message about registered users, to the reader."""
    to = To("fordi du leser dette", person_id=reader.pk)
    return register(
        Message("test.told", "Prøve", to=lambda events: {event.pk: [to] for event in events}, heard_by=Role)
    )


def happen(body, by=None, at=NOW):
    return record("test.told", body, sentence="Noe hendte.", by=by, at=at)


def test_event_becomes_one_message_to_each_recipient(letters_are_told, reader, body) -> None:
    happen(body)

    first, second = hear_events(now=NOW), hear_events(now=NOW)

    notice = Notice.objects.get()
    assert (first, second) == (1, 0)
    assert (notice.person, notice.title, notice.reason) == (reader, "Noe hendte.", "fordi du leser dette")


def test_nobody_is_told_of_what_they_did_themselves(letters_are_told, reader, body) -> None:
    happen(body, by=reader)

    hear_events(now=NOW)

    assert (Notice.objects.count(), HeardEvent.objects.count()) == (0, 1)


def test_history_that_is_loaded_now_is_no_news(letters_are_told, body) -> None:
    happen(body, at=NOW - datetime.timedelta(days=30))

    assert hear_events(now=NOW) == 0


def test_events_nobody_has_declared_are_not_looked_at(body) -> None:
    record("test.silent", body, sentence="Ingen hører.", by=None, at=NOW)

    assert (hear_events(now=NOW), HeardEvent.objects.count()) == (0, 0)


def test_new_owner_of_a_clause_is_told(body) -> None:
    """The letters' own declaration: whoever answers for a clause from now on."""
    coordinator = factories.member(Role.COORDINATOR, body)
    clause = make_clause(factories.OrganisationFactory())
    hand_over_clause(
        clause=clause, organisation=body, from_on=TODAY, source="Prøve", by=factories.UserFactory(), at=NOW
    )

    hear_events(now=NOW)

    assert list(Notice.objects.values_list("person", "rule")) == [(coordinator.pk, "clause.handed_over")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hearings_at_once_tell_nobody_twice(letters_are_told, body) -> None:
    for _n in range(50):
        happen(body)
    gate = threading.Barrier(4)

    def hear() -> None:
        gate.wait()
        try:
            hear_events(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=hear) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert Notice.objects.count() == 50
