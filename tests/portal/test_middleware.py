"""What surrounds every request."""

import pytest
from django.db import InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from portal import errors_views
from portal.errors import Problem, StepRefused
from portal.middleware import DomainErrorMiddleware, ReadOnlyGetMiddleware
from portal.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("no", "nb"), ("no-NO,en;q=0.5", "nb"), ("nn-NO,nb;q=0.8", "nn"), ("nb", "nb"), ("de,en;q=0.4", "en"), ("de", "nb"),
        ("", "nb"),
    ],
)  # fmt: skip
def test_browsers_language_is_followed_and_no_is_bokmal(client, header, language):
    """domain.md U-04: the locale `no` is never activated."""
    page = client.get(reverse("account_login"), headers={"accept-language": header})

    assert f'<html lang="{language}"' in page.content.decode()


def test_own_language_goes_before_the_browsers(client_as):
    client = client_as("employee", language="nn")

    assert (
        '<html lang="nn"' in client.get(reverse("home"), headers={"accept-language": "en"}).content.decode()
    )


def test_get_never_writes():
    """A view that writes on GET meets the database's refusal."""
    user = factories.UserFactory()

    def view(request):
        User.objects.filter(pk=user.pk).update(name="Ny")
        return HttpResponse()

    def ask(request):
        middleware.process_view(request, view, (), {})
        return view(request)

    middleware = ReadOnlyGetMiddleware(ask)
    with pytest.raises(InternalError, match="read-only"):
        middleware(RequestFactory().get("/hva-som-helst/"))


def test_post_may_write():
    user = factories.UserFactory()

    def ask(request):
        User.objects.filter(pk=user.pk).update(name="Ny")
        return HttpResponse()

    ReadOnlyGetMiddleware(ask)(RequestFactory().post("/hva-som-helst/"))

    assert User.objects.get(pk=user.pk).name == "Ny"


def test_refusal_is_a_page_with_its_reasons(client_as):
    request = RequestFactory().post("/")
    request.user = client_as("employee").user
    refusal = StepRefused(problems=[Problem("Datoen mangler."), Problem("Grunnen mangler.")])

    answer = DomainErrorMiddleware(lambda request: HttpResponse()).process_exception(request, refusal)

    assert answer.status_code == 409
    assert "Datoen mangler." in answer.content.decode()
    assert "Grunnen mangler." in answer.content.decode()


def test_database_away_is_a_503_with_a_time_to_try_again():
    """Every page: a clean 503, never a 500."""
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        answer = errors_views.server_error(RequestFactory().get("/"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_other_errors_are_a_500_with_a_reference():
    try:
        raise ValueError
    except ValueError:
        answer = errors_views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500


def test_pages_open_without_redis(dead_redis, client_as):
    client = client_as("coordinator")

    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("letters")).status_code == 200


def test_vary_names_what_the_page_depends_on(client_as):
    page = client_as("employee").get(reverse("home"))

    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in page["Vary"].split(",")}


@pytest.mark.django_db(transaction=True)
def test_page_is_read_at_one_moment():
    """The outermost GET transaction is repeatable read, so that sums and rows of a page agree."""
    seen = []

    def ask(request):
        middleware.process_view(request, ask, (), {})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
            )
            seen.append(cursor.fetchone())
        return HttpResponse()

    middleware = ReadOnlyGetMiddleware(ask)
    middleware(RequestFactory().get("/hva-som-helst/"))

    assert seen == [("repeatable read", "on")]
