"""Local login, its limits, and how long a session lasts (domain.md S-10)."""

import datetime

import pytest
from django.conf import settings as django_settings
from django.test import Client

from portal.events import Audience, Event
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/konto/logg-inn/"


def log_in(client: Client, email: str, password: str = factories.PASSWORD, **extra: str):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def test_right_password_lets_a_member_in(client: Client) -> None:
    """domain.md S-10: login is an event that only the log shows."""
    user = factories.member(Role.CONTROLLER, email="okonomi@dss.example.test")

    answer = log_in(client, "Okonomi@DSS.example.test")

    event = Event.objects.get(type="login.succeeded")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (event.actor_id, event.audience) == (user.pk, Audience.LOG_ONLY)


def test_wrong_password_is_refused_and_recorded(client: Client) -> None:
    """domain.md S-06: a failed login is in the log, without the password."""
    user = factories.member(Role.CONTROLLER)

    answer = log_in(client, user.email, "et-helt-annet-passord")

    event = Event.objects.get(type="login.failed")
    assert (answer.status_code, event.subject_id) == (200, str(user.pk))
    assert "E-postadressen eller passordet er feil." in answer.content.decode()
    assert "et-helt-annet-passord" not in f"{event.sentence}{event.changes}"


def test_unknown_person_is_recorded_without_an_address(client: Client) -> None:
    """domain.md S-06: what an unknown person typed may be a password, and is not kept."""
    answer = log_in(client, "ingen@example.test")

    event = Event.objects.get(type="login.failed")
    assert "E-postadressen eller passordet er feil." in answer.content.decode()
    assert "@" not in f"{event.sentence}{event.subject_name}{event.changes}"


def test_closed_user_does_not_get_in(client: Client) -> None:
    """domain.md O-04."""
    user = factories.member(Role.CONTROLLER, is_active=False)

    answer = log_in(client, user.email)

    assert (answer.status_code, "Brukeren er stengt" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session


def test_open_session_ends_when_the_user_is_closed(client_as) -> None:
    """domain.md O-04: at the next click, not at the next login."""
    client = client_as(Role.CONTROLLER)
    client.user.is_active = False
    client.user.save()

    assert client.get("/konto/").status_code == 302


def test_machine_user_does_not_log_in(client: Client) -> None:
    """A service account has keys, not a session."""
    user = factories.member(Role.CONTROLLER, is_service=True)

    log_in(client, user.email)

    assert "_auth_user_id" not in client.session


def test_too_many_attempts_get_a_page_with_a_sentence(client: Client) -> None:
    """Rate limited."""
    user = factories.member(Role.CONTROLLER)

    answers = [log_in(client, user.email, "feil-passord-hver-gang") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 429]
    assert "Vent fem minutter" in answers[-1].content.decode()
    assert log_in(client, user.email).status_code == 429


def test_local_login_switched_off_shows_no_form_and_refuses(client: Client, settings) -> None:
    """Local login can be switched off."""
    settings.LOCAL_LOGIN = False
    user = factories.member(Role.CONTROLLER)

    page = client.get(LOGIN).content.decode()
    answer = log_in(client, user.email)

    assert 'type="password"' not in page
    assert (answer.status_code, "slått av" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session


def test_logout_is_by_post_and_recorded(client_as) -> None:
    """domain.md S-06."""
    client = client_as(Role.CONTROLLER)

    asked = client.get("/konto/logg-ut/")
    client.post("/konto/logg-ut/")

    assert asked.status_code == 200
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(type="login.ended", actor_id=client.user.pk).exists()


def test_login_does_not_lead_to_another_host(client: Client) -> None:
    """An address in `next` is followed only at home."""
    user = factories.member(Role.CONTROLLER)

    answer = log_in(client, user.email, next="https://evil.example/")

    assert answer["Location"] == "/"


def test_someone_without_membership_waits_for_access(client: Client) -> None:
    """domain.md O-05: a user without a membership sees what to do, and nothing else."""
    user = factories.UserFactory()

    answer = log_in(client, user.email)
    page = client.get(answer["Location"])

    assert (answer["Location"], page.status_code) == ("/konto/venter/", 200)
    assert "venter på tilgang" in page.content.decode().lower()
    assert client.get("/folk/").status_code == 403


def test_nobody_signs_up_alone(client: Client) -> None:
    """Accounts are made by the operator."""
    paths = ["/konto/registrer/", "/konto/signup/", "/accounts/signup/", "/konto/email/"]

    assert [client.get(path).status_code for path in paths] == [404, 404, 404, 404]


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_session_ends_after_thirty_idle_minutes(
    client_as, time_machine, oslo, minutes: int, status: int
) -> None:
    """domain.md S-10: idle 30 min."""
    begins = oslo(2024, 10, 1, 9)
    time_machine.move_to(begins, tick=False)
    client = client_as(Role.CONTROLLER)
    client.get("/konto/")

    time_machine.move_to(begins + datetime.timedelta(minutes=minutes), tick=False)

    assert client.get("/konto/").status_code == status


def test_session_ends_after_two_hours_in_all(client_as, time_machine, oslo) -> None:
    """domain.md S-10: total at most 120 min, also for someone who never pauses."""
    begins = oslo(2024, 10, 1, 9)
    time_machine.move_to(begins, tick=False)
    client = client_as(Role.CONTROLLER)

    seen = []
    for minutes in (0, 25, 50, 75, 100, 119, 121):
        time_machine.move_to(begins + datetime.timedelta(minutes=minutes), tick=False)
        seen.append(client.get("/konto/").status_code)

    assert seen == [200, 200, 200, 200, 200, 200, 302]


def test_idle_limit_holds_when_the_cache_is_away(client_as, time_machine, oslo, dead_redis) -> None:
    """domain.md S-10: the session itself remembers, in steps of five minutes."""
    begins = oslo(2024, 10, 1, 9)
    time_machine.move_to(begins, tick=False)
    client = client_as(Role.CONTROLLER)
    client.get("/konto/")

    time_machine.move_to(begins + datetime.timedelta(minutes=40), tick=False)

    assert client.get("/konto/").status_code == 302


def test_session_cookie_is_kept_from_scripts_and_from_other_sites() -> None:
    """domain.md S-13."""
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"
