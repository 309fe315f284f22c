"""«Min side», API keys, and the operators' pages."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from portal.events import Audience, Event, record
from portal.people.models import ApiToken, Membership, Organisation, User
from portal.people.reference import load_organisations
from portal.people.roles import Role
from tests import factories
from tests.factories_money import LetterFactory

pytestmark = pytest.mark.django_db


def test_own_page_shows_organisation_and_roles(client_as) -> None:
    """domain.md O-04."""
    body = factories.OrganisationFactory(key="fin", code="FIN", name="Finansdepartementet")
    client = client_as(Role.CONTROLLER, body, name="Økonomi FIN")

    page = client.get("/konto/").content.decode()

    assert all(text in page for text in ("Økonomi FIN", "FIN – Finansdepartementet", "Økonomi", "01.01.2020"))


def test_key_is_shown_once_and_works_as_bearer(client_as) -> None:
    """With a token."""
    client = client_as(Role.CONTROLLER)

    page = client.post("/konto/nokler/ny/", {"name": "Regneark", "days": "30"}).content.decode()

    secret = page.split("<code>")[1].split("</code>")[0]
    schema = Client().get("/api/v1/skjema/", headers={"authorization": f"Bearer {secret}"})
    assert schema.status_code == 200
    assert secret not in client.get("/konto/nokler/").content.decode()
    assert ApiToken.objects.get().user == client.user


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.OPERATOR, Role.MEMBER])
def test_key_is_refused_without_the_right(client_as, role: Role) -> None:
    """permissions.py: USE_API."""
    client = client_as(role)

    assert client.post("/konto/nokler/ny/", {"name": "x", "days": "30"}).status_code == 403


def test_key_stops_when_the_membership_ends(client_as) -> None:
    """domain.md O-04: keys have no longer life than access."""
    user = factories.member(Role.CONTROLLER)
    secret = factories.ApiTokenFactory(user=user).secret
    Membership.objects.all().delete()

    answer = Client().get("/api/v1/skjema/", headers={"authorization": f"Bearer {secret}"})

    assert answer.status_code == 403


def test_another_persons_key_cannot_be_deleted(client_as) -> None:
    """domain.md S-05."""
    other = factories.ApiTokenFactory(user=factories.member(Role.CONTROLLER))

    answer = client_as(Role.CONTROLLER).post(f"/konto/nokler/{other.pk}/slett/")

    assert (answer.status_code, ApiToken.objects.count()) == (404, 1)


def test_own_key_can_be_deleted(client_as) -> None:
    """A key that is lost is made useless."""
    client = client_as(Role.CONTROLLER)
    token = factories.ApiTokenFactory(user=client.user)

    client.post(f"/konto/nokler/{token.pk}/slett/")

    assert not ApiToken.objects.exists()


def test_key_without_a_name_gets_the_form_back(client_as) -> None:
    """domain.md U-07: the error stands at the field, and what was entered is kept."""
    answer = client_as(Role.CONTROLLER).post("/konto/nokler/ny/", {"name": "", "days": "30"})

    assert (answer.status_code, "Gi nøkkelen et navn." in answer.content.decode()) == (422, True)


def test_copy_of_own_data_holds_what_is_known_and_nothing_secret(client_as) -> None:
    """domain.md S-15."""
    client = client_as(Role.CONTROLLER)
    factories.ApiTokenFactory(user=client.user)

    answer = client.get("/konto/mine-opplysninger/")

    copy = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (copy["user"]["email"], copy["memberships"][0]["roles"]) == (client.user.email, ["controller"])
    assert (len(copy["api_keys"]), "digest" in answer.content.decode()) == (1, False)


def test_operator_makes_a_user_with_a_password_shown_once(client_as, client: Client) -> None:
    """Temporary password shown once."""
    entered = {"name": "Kari", "email": "kari@fin.example.test", "language": "nn", "sign_in": "password"}

    page = client_as(Role.OPERATOR).post("/folk/ny/", entered).content.decode()

    password = page.split("<code>")[1].split("</code>")[0]
    assert client.login(email="kari@fin.example.test", password=password)
    assert User.objects.get(email="kari@fin.example.test").language == "nn"


def test_operator_makes_a_user_who_comes_through_a_provider(client_as) -> None:
    """No password when OIDC."""
    entered = {"name": "Kari", "email": "kari@fin.example.test", "language": "nb", "sign_in": "provider"}

    client_as(Role.OPERATOR).post("/folk/ny/", entered)

    assert not User.objects.get(email="kari@fin.example.test").has_usable_password()


def test_operator_gives_and_ends_access(client_as) -> None:
    """domain.md O-04."""
    client, user, body = client_as(Role.OPERATOR), factories.UserFactory(), factories.OrganisationFactory()
    entered = {"organisation": body.pk, "roles": ["controller", "approver"], "valid_from": "01.10.2024"}

    client.post(f"/folk/{user.pk}/tilgang/", entered)
    membership = Membership.objects.get(user=user)
    client.post(f"/folk/tilgang/{membership.pk}/avslutt/", {"left_on": "1. november 2024"})

    membership.refresh_from_db()
    assert (membership.roles, f"{membership.valid_to}") == (["controller", "approver"], "2024-10-31")


def test_access_twice_is_a_sentence(client_as) -> None:
    """domain.md O-04: refused with 409, never a 500."""
    user, body = factories.member(Role.EMPLOYEE), factories.OrganisationFactory()
    entered = {"organisation": body.pk, "roles": ["controller"], "valid_from": "01.10.2024"}

    answer = client_as(Role.OPERATOR).post(f"/folk/{user.pk}/tilgang/", entered)

    assert (answer.status_code, "alt et medlemskap" in answer.content.decode()) == (409, True)


def test_email_domain_suggests_and_does_not_grant(client_as) -> None:
    """domain.md O-05."""
    load_organisations()
    user = factories.UserFactory(email="kari@fin.dep.no")

    page = client_as(Role.OPERATOR).get(f"/folk/{user.pk}/").content.decode()

    assert "E-postadressen tyder på Finansdepartementet." in page
    assert not user.memberships.exists()


@pytest.mark.parametrize("path", ["/folk/", "/folk/virksomheter/"])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    client_as, django_assert_num_queries, path: str
) -> None:
    """style.md 34."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(Role.OPERATOR)
    factories.member(Role.EMPLOYEE)
    client.get(path)
    with CaptureQueriesContext(connection) as first:
        client.get(path)
    for _ in range(3):
        factories.member(Role.EMPLOYEE)

    with django_assert_num_queries(len(first)):
        client.get(path)


def test_organisation_page_shows_names_and_successors(client_as) -> None:
    """domain.md O-06."""
    load_organisations()

    page = client_as(Role.OPERATOR).get("/folk/virksomheter/dss/").content.decode()

    assert "DSS → DIO" in page


def test_operator_renames_and_registers_a_successor(client_as) -> None:
    """domain.md O-06."""
    client = client_as(Role.OPERATOR)
    old, new = factories.OrganisationFactory(key="gammel"), factories.OrganisationFactory(key="ny")
    name = {"code": "G2", "name_nb": "Nytt navn", "name_nn": "Nytt namn", "valid_from": "01.01.2026"}
    moved = {
        "successor": new.pk,
        "takes_effect_on": "01.01.2026",
        "scope": "Alt",
        "source": "Kongelig resolusjon",
    }

    client.post(f"/folk/virksomheter/{old.key}/navn/", name)
    client.post(f"/folk/virksomheter/{old.key}/etterfolger/", moved)

    assert old.names.count() == 2
    assert old.successions.get().successor == new
    assert Event.objects.filter(type__startswith="organisation.").count() == 2


def test_two_step_login_asks_for_the_code(client: Client, client_as) -> None:
    """Optional TOTP."""
    from allauth.mfa.totp.internal.auth import TOTP

    user = factories.member(Role.CONTROLLER)
    TOTP.activate(user, "A" * 32)

    answer = client.post("/konto/logg-inn/", {"login": user.email, "password": factories.PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/konto/sikkerhet/kode/")
    assert "_auth_user_id" not in client.session


def test_operator_says_where_the_mail_of_a_body_goes(client_as) -> None:
    """Role mailboxes as recipients: without one, nobody can be written to where no one has the role."""
    load_organisations()
    client = client_as(Role.OPERATOR)
    address = "/folk/virksomheter/kld/postmottak/"

    wrong = client.post(address, {"mailbox": "ikke en adresse"})
    client.post(address, {"mailbox": "postmottak@kld.example.test"})

    body = Organisation.objects.get(key="kld")
    assert (wrong.status_code, body.mailbox) == (422, "postmottak@kld.example.test")
    assert "postmottak@kld.example.test" in client.get("/folk/virksomheter/kld/").content.decode()
    assert Event.objects.filter(type="organisation.mailbox_set").count() == 1


def test_operators_find_the_users_in_the_menu(client_as) -> None:
    """What only an operator may open, only an operator's menu names."""
    link = 'href="/folk/"'

    assert link in client_as(Role.OPERATOR).get("/").content.decode()
    assert link not in client_as(Role.COORDINATOR).get("/").content.decode()


def test_front_page_links_what_happened_only_where_the_reader_may_go(client_as) -> None:
    """An employee reads that a letter is registered, and is not led to a refusal."""
    letter = LetterFactory()
    address, now = letter.get_absolute_url(), timezone.now()
    record(
        "letter.registered",
        letter,
        sentence="Brevet er registrert",
        by=None,
        at=now,
        audience=Audience.EVERYONE,
    )
    for role, may in ((Role.COORDINATOR, True), (Role.EMPLOYEE, False)):
        page = client_as(role).get("/").content.decode()

        assert "Brevet er registrert" in page
        assert (f'href="{address}"' in page) is may
