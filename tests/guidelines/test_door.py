"""The short way to a kept page is as strict as the long one, and asks one question."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import frame
from portal.events import LOG_VERSION
from portal.people.roles import Role
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(monkeypatch) -> None:
    monkeypatch.setattr("portal.kept.KEPT_SECONDS", 60)
    monkeypatch.setattr("portal.frame.KEPT_SECONDS", 60)


@pytest.fixture
def text():
    return made.in_force(made.house())


@pytest.fixture
def reader(client_as, text) -> Client:
    """Somebody whose browser has the page: the first visit gave the cookie, the second one is kept."""
    client = client_as(Role.EMPLOYEE)
    for _n in range(2):
        client.get(address(text))
    return client


def address(text) -> str:
    return text.guideline.get_absolute_url()


def test_kept_page_asks_one_question(text, reader, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        reader.get(address(text))


def test_short_way_says_what_the_long_way_says(text, reader) -> None:
    """Text, headers and rights are the same; only the form token is new."""
    short = reader.get(address(text))
    cache.set(LOG_VERSION, "new", None)
    long = reader.get(address(text))

    assert _without_token(short) == _without_token(long)
    for header in (
        "Content-Security-Policy",
        "Permissions-Policy",
        "X-Frame-Options",
        "Content-Language",
        "Vary",
    ):
        assert short[header] == long[header]


def _without_token(answer) -> list[str]:
    return [line for line in answer.content.decode().splitlines() if "csrf" not in line.lower()]


def test_form_token_of_the_short_way_is_good(text, reader) -> None:
    reader.handler.enforce_csrf_checks = True
    html = reader.get(address(text)).content.decode()
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    answer = reader.post("/innstillinger/tema/", {"theme": "dark", "csrfmiddlewaretoken": token})

    assert frame.TOKEN not in html
    assert answer.status_code == 302


def test_unchanged_page_is_answered_with_304(text, reader) -> None:
    mark = reader.get(address(text))["ETag"]

    assert reader.get(address(text), headers={"If-None-Match": mark}).status_code == 304


@pytest.mark.parametrize("change", ["ended", "inactive", "new password", "no session"])
def test_whoever_is_no_longer_the_same_goes_the_long_way(text, reader, change: str) -> None:
    """domain.md S-05, O-04: changed behind the portal's back, without an event."""
    person, held = reader.user, reader.user.memberships
    if change == "ended":
        held.update(valid_to="2020-01-02")
    elif change == "inactive":
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    elif change == "new password":
        type(person).objects.filter(pk=person.pk).update(password="another")
    else:
        reader.session.delete()

    answer = reader.get(address(text))

    assert answer.status_code in {302, 403, 404}
    assert b"Del 1" not in answer.content


def test_new_roles_are_asked_the_long_way(text, reader) -> None:
    """domain.md S-05: what one may do decides what the page says."""
    reader.user.memberships.update(roles=["operator"])

    with CaptureQueriesContext(connection) as asked:
        reader.get(address(text))

    assert len(asked) > 1


def test_session_ends_when_its_time_is_over(text, reader, settings) -> None:
    """domain.md S-10: the total limit holds, whatever is kept."""
    settings.SESSION_TOTAL = datetime.timedelta(seconds=30)
    cache.set(LOG_VERSION, "drawn again under the new limit", None)
    reader.get(address(text))

    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=31)):
        answer = reader.get(address(text))

    assert answer.status_code == 302


def test_another_browser_of_the_same_person_draws_its_own(text, reader, client_for) -> None:
    other = client_for(reader.user)
    other.cookies["portal_tema"] = "dark"
    other.get(address(text))

    assert b'data-color-scheme="dark"' in other.get(address(text)).content
    assert b'data-color-scheme="dark"' not in reader.get(address(text)).content
