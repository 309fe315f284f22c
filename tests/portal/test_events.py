"""The log: written with what happened, never changed."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.events import Audience, Event, log_version, record, record_in_statement
from tests import factories

pytestmark = pytest.mark.django_db


def _happened(subject, by=None, **more) -> Event:
    return record("organisation.renamed", subject, sentence="Noe skjedde.", by=by, at=timezone.now(), **more)


@pytest.mark.parametrize("sql", ["UPDATE portal_event SET sentence = 'x'", "DELETE FROM portal_event"])
def test_event_is_never_changed_also_in_sql(sql):
    """domain.md S-06."""
    _happened(factories.OrganisationFactory())

    with (
        pytest.raises(IntegrityError, match="kan ikke endres"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_event_is_undone_with_what_it_tells_of():
    with pytest.raises(RuntimeError), transaction.atomic():
        _happened(factories.OrganisationFactory())
        raise RuntimeError

    assert not Event.objects.exists()


def test_event_names_who_and_for_whom():
    by = factories.member("coordinator")

    event = _happened(by.organisation, by=by, clauses=[3, 1, 3], changes={"name": ["a", "b"]})

    assert (event.actor_id, event.actor_name, event.organisation_id) == (by.pk, str(by), by.organisation.pk)
    assert (event.clause_ids, event.changes) == ([1, 3], {"name": ["a", "b"]})


def test_event_of_the_portal_itself_has_no_person():
    assert _happened(factories.OrganisationFactory()).actor_name == "KI-portalen"


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("employee", {Audience.EVERYONE}),
        ("member", {Audience.EVERYONE, Audience.GROUP}),
        ("steward", {Audience.EVERYONE, Audience.PROGRAMME, Audience.GROUP}),
        ("auditor", set(Audience)),
        ("operator", set(Audience)),
    ],
)
def test_event_is_seen_by_its_audience(role, seen):
    """domain.md S-05: another body's own event is not seen."""
    other = factories.OrganisationFactory()
    for audience in Audience:
        _happened(other, audience=audience, organisation=other)

    assert {event.audience for event in Event.objects.visible_to(factories.member(role))} == seen


def test_own_bodys_event_is_seen_by_its_people():
    user = factories.member("employee")
    _happened(user.organisation, audience=Audience.ORGANISATION, organisation=user.organisation)

    assert Event.objects.visible_to(user).count() == 1


def test_log_version_changes_when_something_happens(django_capture_on_commit_callbacks):
    before = log_version()
    assert log_version() == before

    with django_capture_on_commit_callbacks(execute=True):
        _happened(factories.OrganisationFactory())

    assert log_version() != before


def test_log_version_without_a_cache_is_never_the_same(dead_redis):
    assert log_version() != log_version()


def test_statement_with_its_event_is_not_for_rows_that_keep_their_history() -> None:
    """domain.md S-06: a prepared statement says nothing of who asked, so the history would not either."""
    body = factories.OrganisationFactory()

    with pytest.raises(TypeError, match="keeps its history"):
        record_in_statement(
            "", {}, "body.made", body, sentence="Laget.", at=timezone.now(), organisation=body,
            audience=Audience.LOG_ONLY,
        )  # fmt: skip
