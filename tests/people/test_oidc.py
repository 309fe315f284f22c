"""Login through a real OpenID provider that the test starts on loopback (domain.md S-10)."""

import base64
import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from django.test import Client
from oidc_provider_mock import User as Subject
from oidc_provider_mock import run_server_in_thread

from portal.events import Event
from portal.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db

TENANT = "11111111-2222-3333-4444-555555555555"
GOOD = {
    "acr": "substantial",
    "tid": TENANT,
    "oid": "object-1",
    "email": "kari@fin.example.test",
    "name": "Kari Eksempel",
}
SUBJECTS = {
    "good": GOOD,
    "low": {**GOOD, "acr": "low"},
    "no-acr": {name: GOOD[name] for name in GOOD if name != "acr"},
    "stranger": {**GOOD, "tid": "99999999-2222-3333-4444-555555555555"},
    "no-tenant": {name: GOOD[name] for name in GOOD if name != "tid"},
    "old": {**GOOD, "exp": 1_600_000_000},
    "wrong-nonce": {**GOOD, "nonce": "someone-elses"},
    "wrong-issuer": {**GOOD, "iss": "https://login.example.test"},
    "wrong-audience": {**GOOD, "aud": "another-portal"},
    "wrong-party": {**GOOD, "azp": "another-portal"},
}
Params = dict[str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The provider's address."""
    claims = [Subject(sub=sub, claims=claims) for sub, claims in SUBJECTS.items()]
    with run_server_in_thread(user_claims=claims) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture(autouse=True)
def provider(settings, server: str) -> dict:
    """The provider as the portal's settings name it."""
    entry = {
        "id": "prove",
        "name": "Prøveinnlogging",
        "issuer": server,
        "client_id": "ki-portalen",
        "client_secret": "hemmelig-i-test",
        "acr_values": ["substantial", "high"],
        "tenants": [TENANT],
    }
    settings.OIDC_PROVIDERS = [entry]
    return entry


def start(client: Client, query: str = "") -> str:
    """Press the button; returns the address at the provider that the browser is sent to."""
    answer = client.post(f"/konto/logg-inn/prove/{query}")
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def consent(address: str, sub: str) -> str:
    """Be the person at the provider; returns the path of the callback."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def changed(address: str, change: Callable[[Params], Params]) -> str:
    parts = urlsplit(address)
    return parts._replace(query=urlencode(change(dict(parse_qsl(parts.query))))).geturl()


def sign_in(client: Client, sub: str = "good"):
    return client.get(consent(start(client), sub))


def assert_refused(answer, sentence: str, status: int = 403) -> None:
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True), (
        answer.content.decode()
    )
    assert "_auth_user_id" not in answer.client.session


def test_newcomer_gets_a_user_without_access(client: Client) -> None:
    """domain.md S-10, O-05: the first login makes a user, and gives nothing."""
    answer = sign_in(client)

    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/konto/venter/")
    assert (user.email, user.name, user.membership) == ("kari@fin.example.test", "Kari Eksempel", None)
    assert user.socialaccount_set.get().uid == f"{TENANT}|object-1"


def test_second_login_finds_the_same_user(client: Client) -> None:
    """domain.md S-10: the key is tenant and object id, so a new e-mail address changes nothing."""
    sign_in(client)
    User.objects.update(email="nytt.navn@fin.example.test")

    sign_in(Client())

    assert [user.email for user in User.objects.all()] == ["nytt.navn@fin.example.test"]


def test_same_email_does_not_find_an_existing_user(client: Client) -> None:
    """domain.md S-10: identity is never the e-mail address."""
    known = factories.UserFactory(email="kari@fin.example.test")

    sign_in(client)

    newcomer = User.objects.exclude(pk=known.pk).get()
    assert not known.socialaccount_set.exists()
    assert newcomer.email.endswith("@prove.invalid")


def test_request_carries_pkce_state_and_nonce_and_nothing_from_the_browser(client: Client) -> None:
    """domain.md S-10: the query can change neither acr_values, scope nor anything else."""
    query = "?auth_params=acr_values%3Dlow%26nonce%3Dx&scope=admin&process=connect&acr_values=low"
    asked = dict(parse_qsl(urlsplit(start(client, query)).query))

    assert sorted(asked) == [
        "acr_values", "client_id", "code_challenge", "code_challenge_method", "nonce",
        "redirect_uri", "response_type", "scope", "state",
    ]  # fmt: skip
    assert asked["acr_values"] == "substantial high"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert (asked["code_challenge_method"], len(asked["nonce"]) > 30) == ("S256", True)
    assert asked["redirect_uri"] == "http://testserver/konto/logg-inn/prove/svar/"


@pytest.mark.parametrize(
    ("sub", "sentence"),
    [
        ("low", "sikkerhetsnivået"),
        ("no-acr", "sikkerhetsnivået"),
        ("stranger", "Virksomheten du logget inn fra"),
        ("no-tenant", "Virksomheten du logget inn fra"),
        ("old", "utløpt"),
        ("wrong-nonce", "en annen innlogging"),
        ("wrong-issuer", "utsteder"),
        ("wrong-audience", "en annen tjeneste"),
        ("wrong-party", "en annen tjeneste"),
    ],
)
def test_answer_that_is_not_good_enough_is_refused(client: Client, sub: str, sentence: str) -> None:
    """domain.md S-10: acr, tenant, expiry, nonce, issuer and audience are all checked."""
    answer = sign_in(client, sub)

    assert_refused(answer, sentence)
    assert not User.objects.exists()


def test_missing_nonce_is_refused(client: Client) -> None:
    """domain.md S-10: a token without the nonce may have been made for another login."""
    address = changed(start(client), lambda asked: {name: asked[name] for name in asked if name != "nonce"})

    answer = client.get(consent(address, "good"))

    assert_refused(answer, "mangler engangsverdien")


def test_replayed_answer_is_refused(client: Client) -> None:
    """domain.md S-10: the same callback address works once, even in the same browser."""
    callback = consent(start(client), "good")
    client.get(callback)
    client.post("/konto/logg-ut/")

    assert_refused(client.get(callback), "brukt før")


def test_replayed_code_with_a_fresh_state_is_refused(client: Client) -> None:
    """domain.md S-10: a code that someone has seen is worth nothing."""
    used = dict(parse_qsl(urlsplit(consent(start(client), "good")).query))
    client.get(f"/konto/logg-inn/prove/svar/?{urlencode(used)}")
    other = Client()
    fresh = dict(parse_qsl(urlsplit(start(other)).query))["state"]

    answer = other.get(f"/konto/logg-inn/prove/svar/?code={used['code']}&state={fresh}")

    assert_refused(answer, "engangskoden")


def test_code_without_the_right_verifier_is_refused(client: Client) -> None:
    """domain.md S-10: PKCE and nonce tie the code to the browser that asked."""
    stolen = dict(parse_qsl(urlsplit(consent(start(Client()), "good")).query))["code"]
    own_state = dict(parse_qsl(urlsplit(start(client)).query))["state"]

    answer = client.get(f"/konto/logg-inn/prove/svar/?code={stolen}&state={own_state}")

    assert answer.status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=made-up", "?error=server_error&state=made-up"]
)
def test_answer_to_a_question_never_asked_is_refused(client: Client, query: str) -> None:
    """domain.md S-10: state."""
    assert_refused(client.get(f"/konto/logg-inn/prove/svar/{query}"), "startet her")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [("access_denied", "Du avbrøt"), ("server_error", "avviste"), ("x<script>", "avviste")],
)
def test_error_from_the_provider_is_a_sentence(client: Client, error: str, sentence: str) -> None:
    """None a 500, and nothing from the provider is shown as it stands."""
    state = dict(parse_qsl(urlsplit(start(client)).query))["state"]

    answer = client.get("/konto/logg-inn/prove/svar/", {"error": error, "state": state})

    assert_refused(answer, sentence)
    assert "<script>" not in answer.content.decode()


def test_provider_away_is_a_sentence(client: Client, provider: dict) -> None:
    """An unreachable provider is 503 with a sentence, before and after the visit."""
    callback = consent(start(client), "good")
    provider["issuer"] = "http://localhost:9"

    assert_refused(client.post("/konto/logg-inn/prove/"), "svarer ikke", 503)
    assert_refused(client.get(callback), "svarer ikke", 503)


def test_issuer_that_calls_itself_something_else_is_refused(
    client: Client, provider: dict, server: str
) -> None:
    """domain.md S-10: the discovery document must name the issuer that the settings name."""
    provider["issuer"] = f"{server}/.well-known/openid-configuration"

    assert_refused(client.post("/konto/logg-inn/prove/"), "utsteder")


def test_provider_that_is_not_in_the_settings_does_not_exist(client: Client) -> None:
    """domain.md S-10: only the issuers on the list."""
    assert client.post("/konto/logg-inn/en-annen/").status_code == 404
    assert client.get("/konto/logg-inn/en-annen/svar/").status_code == 404


def test_unsigned_or_self_signed_token_is_refused() -> None:
    """domain.md S-10: signature; `none` and shared secrets are never accepted."""
    from portal.people.oidc import tokens
    from portal.people.oidc.refusals import LoginRefused

    def part(content: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    unsigned = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part({'iss': 'x', 'aud': 'y', 'sub': 'z'})}."
    demands = tokens.Demands(issuer="x", client_id="y")

    with pytest.raises(LoginRefused, match="signert"):
        tokens.accept(unsigned, keys={"keys": []}, demands=demands, nonce="n")


def test_refusal_is_in_the_log_without_the_person(client: Client) -> None:
    """domain.md S-06: refused logins are recorded, with the reason and nobody's address."""
    sign_in(client, "low")

    event = Event.objects.get(type="login.refused")
    assert ("sikkerhetsnivået" in event.sentence, "@" in event.sentence) == (True, False)


def test_closed_user_is_refused_with_a_sentence(client: Client) -> None:
    """domain.md O-04: a provider's yes does not open a user that is closed."""
    sign_in(client)
    User.objects.update(is_active=False)

    assert_refused(sign_in(Client()), "Brukeren er stengt")


def test_login_page_has_a_button_for_the_provider(client: Client) -> None:
    """domain.md S-10."""
    page = client.get("/konto/logg-inn/").content.decode()

    assert "Prøveinnlogging" in page
    assert "/konto/logg-inn/prove/" in page
