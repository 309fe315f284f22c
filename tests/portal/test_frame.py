"""The header that is kept from page to page says what is true for this person on this page, and nobody else's."""

import re
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from portal import frame
from portal.events import record
from portal.people.backends import ActiveMemberBackend
from portal.people.roles import Role
from portal.shell import Shell
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/gjoremal/"


@pytest.fixture(autouse=True)
def _kept(monkeypatch) -> None:
    monkeypatch.setattr(frame, "KEPT_SECONDS", 60)


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The names of the templates that the frame had to draw."""
    names: list[str] = []
    draw = frame.render_to_string

    def noted(name: str, *arguments: object, **named: object) -> str:
        names.append(name)
        return draw(name, *arguments, **named)

    monkeypatch.setattr(frame, "render_to_string", noted)
    return names


def header(client: Client, path: str = "/") -> str:
    page = client.get(path).content.decode()
    return page[page.index("<header") : page.index("</header>")]


@pytest.fixture
def something_happens(django_capture_on_commit_callbacks) -> Callable[[Client], None]:
    """An event that somebody wrote in the log."""

    def happen(client: Client) -> None:
        user = client.user
        with django_capture_on_commit_callbacks(execute=True):
            record("membership.began", user.organisation, sentence="Noe hendte.", by=user, at=timezone.now())

    return happen


def test_header_is_drawn_once_until_something_happens(client_as, drawn, something_happens) -> None:
    client = client_as(Role.COORDINATOR)
    something_happens(client)
    header(client), header(client)
    before = drawn.count(frame.HEADER)
    something_happens(client)
    header(client)

    assert (before, drawn.count(frame.HEADER)) == (1, 2)


def test_each_page_has_its_own_address_and_a_token_that_is_taken(client_as) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(client_as(Role.COORDINATOR).user)
    something = header(client, "/?a=1&b=<x>")
    again = header(client, "/?c=3")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', again)

    assert 'value="/?a=1&amp;b=%3Cx%3E"' in something
    assert 'value="/?c=3"' in again
    assert not any(place in something + again for place in (frame.TOKEN, frame.ADDRESS))
    answer = client.post(
        "/innstillinger/sprak/", {"language": "nn", "next": "/", "csrfmiddlewaretoken": token[1]}
    )
    assert answer.status_code == 302


def test_nobody_sees_another_persons_header(client_as) -> None:
    one, other = client_as(Role.COORDINATOR, name="Kari Prøve"), client_as(Role.CONTROLLER, name="Ola Prøve")

    headers = [header(one), header(other), header(one)]

    assert ["Kari Prøve" in text for text in headers] == [True, False, True]
    assert ["Ola Prøve" in text for text in headers] == [False, True, False]


def test_new_name_language_and_theme_are_seen_at_once(client_as) -> None:
    client = client_as(Role.COORDINATOR, name="Kari Prøve")
    header(client)
    client.user.name = "Kari Ny"
    client.user.save()

    assert "Kari Ny" in header(client)
    client.post("/innstillinger/sprak/", {"language": "en", "next": "/"})
    assert "Log out" in header(client)


def test_new_name_of_the_organisation_is_seen_when_it_is_told(client_as, something_happens) -> None:
    """domain.md O-01: names are dated; what changes them writes in the log."""
    client = client_as(Role.COORDINATOR)
    something_happens(client)
    header(client)
    client.user.organisation.names.update(code="NYTT")
    something_happens(client)

    assert "NYTT" in header(client)


def test_page_is_whole_without_a_cache(client_as, dead_redis) -> None:
    client = client_as(Role.COORDINATOR, name="Kari Prøve")

    assert "Kari Prøve" in header(client)


def test_person_and_membership_come_in_one_query(client_as, django_assert_num_queries) -> None:
    """domain.md O-04: the person of a session is read together with the organisation they act for."""
    user = factories.member(Role.COORDINATOR)
    with django_assert_num_queries(1):
        found = ActiveMemberBackend().get_user(user.pk)
        facts = (found, found.membership.organisation, found.roles)

    assert facts == (user, user.organisation, user.roles)


def test_person_without_a_membership_today_is_still_known() -> None:
    """domain.md O-04: such a person meets the waiting page, not the login."""
    user = factories.UserFactory()
    found = ActiveMemberBackend().get_user(user.pk)

    assert (found, found.membership) == (user, None)


@pytest.mark.parametrize("state", ["inactive", "service"])
def test_inactive_people_and_machines_are_nobody(state: str) -> None:
    user = factories.member(Role.COORDINATOR, is_active=state != "inactive", is_service=state == "service")

    assert ActiveMemberBackend().get_user(user.pk) is None


def test_fixed_part_follows_the_language() -> None:
    said = {}
    for language in ("nb", "en"):
        with translation.override(language):
            said[language] = frame.fixed("includes/footer.html")

    assert said["nb"] != said["en"]
    assert Shell(RequestFactory().get("/")).version in said["nb"]


def test_places_in_the_kept_header_cannot_be_written_by_anybody(settings) -> None:
    """domain.md S-13: a text that names the place of the token would else be given the reader's own token."""
    settings.SECRET_KEY = "another"

    assert frame._place("form token") != frame.TOKEN
