"""The text in force is drawn once per person and kept until something happens; rights are asked every time."""

import pytest
from django.test import Client

from guidelines.actions import decisions
from guidelines.states import WithdrawalKind
from portal import frame
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
def reader(client_as) -> Client:
    return client_as(Role.EMPLOYEE)


def address(text) -> str:
    return text.guideline.get_absolute_url()


def test_unchanged_text_is_answered_with_304(text, reader) -> None:
    """quality.md: published text answers 304 when the browser has it."""
    reader.get(address(text))
    mark = reader.get(address(text))["ETag"]
    again = reader.get(address(text), headers={"If-None-Match": mark})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)


def test_kept_page_asks_the_database_only_who_it_is(text, reader, django_assert_num_queries) -> None:
    reader.get(address(text))

    # The session, the person with what they act for, a savepoint, and how they stand, for the short way.
    with django_assert_num_queries(5):
        reader.get(address(text))


def test_page_of_one_person_is_never_shown_to_another(text, reader, client_for) -> None:
    editor = client_for(made.house().editor)
    seen = [who.get(address(text)).content.decode() for who in (editor, reader, editor, reader)]

    assert [reader.user.email in html for html in seen] == [False, True, False, True]
    assert "/arbeid/" in seen[2]
    assert "/arbeid/" not in seen[3]


def test_person_who_has_left_reads_nothing(text, reader) -> None:
    """domain.md O-04: the right ends the same day, whatever is kept."""
    reader.get(address(text))
    reader.user.memberships.update(valid_to="2020-01-02")

    assert reader.get(address(text)).status_code != 200


def test_withdrawn_text_is_gone_at_once(text, reader) -> None:
    reader.get(address(text))
    mark = reader.get(address(text))["ETag"]
    decisions.withdraw_version(
        version=text, kind=WithdrawalKind.EXPIRED, because="Over.", by=text.published_by, at=made.NOON
    )

    from django.core.cache import cache

    from portal.events import LOG_VERSION

    cache.set(LOG_VERSION, "new", None)  # what on_commit does when the transaction of a request ends
    assert reader.get(address(text), headers={"If-None-Match": mark}).status_code == 410


def test_form_token_on_a_kept_page_is_good(text, client_as) -> None:
    checked = client_as(Role.EMPLOYEE)
    checked.handler.enforce_csrf_checks = True
    checked.get(address(text))
    html = checked.get(address(text)).content.decode()
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    assert frame.TOKEN not in html
    assert (
        checked.post("/innstillinger/tema/", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code
        == 302
    )
