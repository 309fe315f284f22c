"""Navigation, theme, language, and what the shell asks of the database."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from portal import shell
from portal.people.roles import Role


@pytest.fixture
def entries(monkeypatch) -> None:
    """An empty menu that the test fills."""
    monkeypatch.setattr(shell, "_entries", {})


@pytest.mark.usefixtures("entries")
def test_menu_follows_the_order_and_marks_where_we_are() -> None:
    shell.register_nav("Personvern", "privacy", 20)
    shell.register_nav("Tilgjengelighet", "accessibility", 10)

    items = shell.navigation(AnonymousUser(), "/personvern/noe/")

    assert [(item.title, item.is_current) for item in items] == [
        ("Tilgjengelighet", False),
        ("Personvern", True),
    ]


@pytest.mark.usefixtures("entries")
def test_menu_has_no_dead_links_and_nothing_the_person_may_not_see() -> None:
    shell.register_nav("Finnes ikke", "no_such_name", 10)
    shell.register_nav("Hemmelig", "privacy", 20, lambda user: False)

    assert shell.navigation(AnonymousUser(), "/") == []


@pytest.mark.usefixtures("entries")
def test_address_may_be_entered_when_its_part_of_the_menu_may_be() -> None:
    """What has happened is linked only for those who may go there."""
    shell.register_nav("Personvern", "privacy", 10, lambda user: False)
    shell.register_nav("Tilgjengelighet", "accessibility", 20)

    addresses = ("/personvern/noe/", "/tilgjengelighet/", "/konto/", "")

    assert [shell.may_enter(AnonymousUser(), address) for address in addresses] == [False, True, True, True]


@pytest.mark.usefixtures("entries")
def test_front_page_is_current_only_on_itself() -> None:
    shell.register_nav("Oversikt", "home", 10)

    current = [shell.navigation(AnonymousUser(), path)[0].is_current for path in ("/", "/personvern/")]

    assert current == [True, False]


@pytest.mark.django_db
def test_strangers_cost_no_query(django_assert_num_queries) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    surroundings = shell.context(request)["shell"]

    with django_assert_num_queries(0):
        assert (surroundings.nav, surroundings.membership, surroundings.todo_count) == ([], None, 0)


def test_request_without_a_user_can_still_be_drawn() -> None:
    """Early errors come before the middleware that sets the user."""
    assert shell.Shell(RequestFactory().get("/")).nav == []


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("<b>", "auto"), ("", "auto")]
)
def test_theme_is_one_of_three(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[shell.THEME_COOKIE] = cookie

    assert shell.Shell(request).theme == theme


@pytest.mark.django_db
def test_theme_is_kept_in_a_cookie_and_leads_back() -> None:
    response = Client().post("/innstillinger/tema/", {"theme": "dark", "next": "/personvern/"})

    assert (response.url, response.cookies["portal_tema"].value) == ("/personvern/", "dark")


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["https://example.test/", "//example.test/", "javascript:alert(1)", ""])
def test_switches_never_lead_to_another_host(wanted: str) -> None:
    assert Client().post("/innstillinger/tema/", {"theme": "dark", "next": wanted}).url == "/"


@pytest.mark.django_db
def test_language_is_kept_on_the_person(client_as) -> None:
    """domain.md U-04."""
    client = client_as(Role.EMPLOYEE)

    client.post("/innstillinger/sprak/", {"language": "nn"})

    client.user.refresh_from_db()
    assert client.user.language == "nn"
    assert 'lang="nn"' in client.get("/personvern/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["no", "sv", ""])
def test_unknown_language_changes_nothing(language: str) -> None:
    assert "portal_sprak" not in Client().post("/innstillinger/sprak/", {"language": language}).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/innstillinger/tema/", "/innstillinger/sprak/"])
def test_switches_change_nothing_by_get(path: str) -> None:
    assert Client().get(path).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/personvern/", "/tilgjengelighet/", "/stilguide/"])
def test_footer_leads_to_the_accessibility_page_everywhere(path: str) -> None:
    """domain.md U-02."""
    page = Client().get(path).content.decode()

    assert 'href="/tilgjengelighet/"' in page
    assert page.count("<h1") == 1
