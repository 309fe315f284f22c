"""The threads between the rooms (features.md N10)."""

import pytest

from portal.threads import Thread, _sources, register_threads, threads_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sources():
    """What the test registers is forgotten again."""
    held = {label: list(found) for label, found in _sources.items()}
    yield
    _sources.clear()
    _sources.update(held)


def test_each_end_is_shown_once_to_whoever_asks() -> None:
    body, person = factories.OrganisationFactory(), factories.UserFactory()
    ends = [Thread("Utprøving", f"Sett av {person}", "/a/"), Thread("Utprøving", f"Sett av {person}", "/a/")]
    register_threads("people.organisation", lambda user, objects: ends)

    assert threads_of(person, body) == ends[:1]


def test_a_thing_that_leads_nowhere_has_no_threads() -> None:
    assert threads_of(factories.UserFactory()) == []
    assert threads_of(factories.UserFactory(), factories.UserFactory()) == []
