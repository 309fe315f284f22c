"""A temporary password is changed at the first login (domain.md S-10)."""

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.actions import give_password
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
CHANGE = "/konto/passord/"


@pytest.fixture
def newcomer() -> tuple[Client, str]:
    """Somebody who has logged in with the password an operator gave them."""
    user = factories.member(Role.CONTROLLER)
    password = give_password(user=user, by=factories.member(Role.OPERATOR), at=timezone.now())
    client = Client()
    client.post("/konto/logg-inn/", {"login": user.email, "password": password})
    client.user = user
    return client, password


@pytest.mark.parametrize("path", ["/", "/budsjett/", "/konto/", "/api/v1/payments/"])
def test_every_page_leads_to_the_change(newcomer, path: str) -> None:
    answer = newcomer[0].get(path)

    assert (answer.status_code, answer["Location"]) == (302, CHANGE)


def test_page_says_why(newcomer) -> None:
    assert "Passordet ditt er midlertidig" in newcomer[0].get(CHANGE).content.decode()


def test_one_may_log_out_instead(newcomer) -> None:
    assert newcomer[0].post("/konto/logg-ut/")["Location"] == "/konto/logg-inn/"


def test_with_a_password_of_ones_own_the_portal_opens(newcomer) -> None:
    client, password = newcomer
    own = "mitt-helt-eget-passord-9"
    client.post(CHANGE, {"oldpassword": password, "password1": own, "password2": own})
    client.post("/konto/logg-inn/", {"login": client.user.email, "password": own})

    client.user.refresh_from_db()
    assert (client.user.must_change_password, client.get("/").status_code) == (False, 200)


def test_other_people_are_not_sent_anywhere(client_as) -> None:
    assert client_as(Role.CONTROLLER).get("/").status_code == 200
