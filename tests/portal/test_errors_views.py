"""Error pages: a sentence, a reference number, and no need of a database when it is the one that failed."""

import pytest
import structlog
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from portal import errors_views
from portal.people.roles import Role

BARE = {
    errors_views.bad_request: 400,
    errors_views.server_error: 500,
    errors_views.service_unavailable: 503,
}
IN_SHELL = {
    errors_views.forbidden: 403,
    errors_views.csrf_failure: 403,
    errors_views.not_found: 404,
    errors_views.method_not_allowed: 405,
    errors_views.gone: 410,
    errors_views.too_many_requests: 429,
}


@pytest.mark.parametrize(("view", "status"), BARE.items())
def test_bare_page_needs_no_database_and_no_user(view, status: int) -> None:
    """pytest-django refuses every query here: the test has no database."""
    with structlog.contextvars.bound_contextvars(request_id="ref-123"):
        response = view(RequestFactory().get("/"))

    assert response.status_code == status
    assert "ref-123" in response.content.decode()


@pytest.mark.parametrize(("view", "status"), IN_SHELL.items())
def test_page_in_the_shell_has_one_heading_and_its_reference(view, status: int) -> None:
    with structlog.contextvars.bound_contextvars(request_id="ref-123"):
        response = view(RequestFactory().get("/"))

    page = response.content.decode()
    assert (response.status_code, page.count("<h1"), "ref-123" in page) == (status, 1, True)


def test_unavailable_page_says_when_to_try_again() -> None:
    assert errors_views.service_unavailable(RequestFactory().get("/"))["Retry-After"] == "60"


@pytest.mark.parametrize(
    "name", ["400", "403", "403_csrf", "404", "405", "409", "410", "413", "429", "500", "503"]
)
def test_page_marks_the_sentence_that_a_toast_shows(name: str) -> None:
    """static/portal/js/htmx.js reads it when an answer is not swapped in."""
    request = RequestFactory().get("/")

    assert "data-portal-refusal" in render_to_string(f"errors/{name}.html", {"message": "For stor."}, request)


@pytest.mark.django_db
def test_unknown_address_is_a_norwegian_page(client_as) -> None:
    response = client_as(Role.EMPLOYEE).get("/finnes-ikke/")

    assert response.status_code == 404
    assert "Siden finnes ikke" in response.content.decode()


@pytest.mark.django_db
def test_missing_csrf_token_is_a_sentence() -> None:
    response = Client(enforce_csrf_checks=True).post("/innstillinger/tema/", {"theme": "dark"})

    assert (response.status_code, "Skjemaet ble ikke godtatt" in response.content.decode()) == (403, True)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/", "/api/v1/finnes-ikke/", "/api/v2/"])
def test_machine_gets_a_problem_document_for_an_address_that_does_not_exist(
    address: str, client: Client
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert (answer.json()["status"], answer.json()["detail"]) == (404, "Adressen finnes ikke.")
    assert answer.json()["reference"]
