"""Every route × every role × own and other organisation (domain.md S-05; style.md 17–21)."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from portal import health
from portal.people.roles import Role
from tests import factories
from tests.permission_table import TABLE
from tests.permissions.row import SIDES, Row, Side, World, make_world

pytestmark = pytest.mark.django_db

LOGIN = "/konto/logg-inn/"
# The administrator's pages have their own rights; one test below says that no role opens them.
FOREIGN_NAMESPACES = {"admin"}


def routes(resolver: URLResolver | None = None) -> Iterator[str]:
    """The name of every route, and the pattern of those that have none."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)
        elif entry.namespace not in FOREIGN_NAMESPACES:
            prefix = f"{entry.namespace}:" if entry.namespace else ""
            yield from (prefix + name for name in routes(entry))


def fresh_client(handler: ClientHandler) -> Client:
    """A browser that has been nowhere; the portal behind it is started once, since it looks through its static files."""
    client = Client()
    client.handler = handler
    return client


def ask(client: Client, name: str, row: Row, world: World, side: Side) -> tuple[int, str]:
    """The answer's status and where it leads; whatever it did is undone."""
    path = reverse(name, kwargs=row.arguments(world, side))
    client.raise_request_exception = False
    undone = transaction.atomic()
    # As Django marks a test's own blocks: a view's moment may begin inside it (portal.database.one_moment).
    undone._from_testcase = True
    with undone:
        answer = getattr(client, row.method)(path)
        transaction.set_rollback(True)
    return answer.status_code, answer.get("Location", "")


def expected(row: Row, role: Role, side: Side) -> int | None:
    """The refusal that the table foresees, or None when the role gets in."""
    if role in row.hidden_from:
        return 404
    if side == "other" and row.other is not None:
        return None if role in row.other else row.other_refusal
    return None if role in row.roles else row.refusal


def is_as_expected(status: int, location: str, refusal: int | None) -> bool:
    """Getting in may end with what is wrong in an empty form (409, 422); never with a mistake of ours."""
    if refusal is not None:
        return status == refusal
    return status in {200, 201, 204, 302, 303, 400, 409, 422} and not location.startswith(LOGIN + "?next")


def test_every_route_is_in_the_table() -> None:
    """style.md 21: a route missing in the table fails."""
    known = set(routes())

    assert (sorted(known - set(TABLE)), sorted(set(TABLE) - known)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_role_gets_in_where_the_table_says_and_nowhere_else(role: Role) -> None:
    """domain.md S-05: access is denied by default."""
    world = make_world(role)
    health.mark_seen(at=timezone.now())
    wrong = []
    handler = Client().handler

    for name, row in TABLE.items():
        for side in SIDES:
            client = fresh_client(handler)
            client.force_login(world.user)
            status, location = ask(client, name, row, world, side)
            if not is_as_expected(status, location, expected(row, role, side)):
                wrong.append((name, side, status, location))

    assert wrong == []


@pytest.mark.slow
def test_without_login_only_public_routes_answer() -> None:
    """style.md 17: closed by default; public routes are those of the table."""
    world = make_world(Role.EMPLOYEE)
    wrong = []
    handler = Client().handler

    for name, row in TABLE.items():
        status, location = ask(fresh_client(handler), name, row, world, "own")
        is_sent_to_login = status == row.anonymous and (status != 302 or location.startswith(LOGIN))
        is_answered = status in {200, 302, 404, 503} and "next=" not in location
        if not (is_answered if row.is_public else is_sent_to_login):
            wrong.append((name, status, location))

    assert wrong == []


@pytest.mark.slow
def test_without_membership_a_person_gets_only_to_their_own_pages() -> None:
    """domain.md O-05: a user that nobody has given access sees nothing of the programme."""
    world = make_world(Role.EMPLOYEE)
    world.user = factories.UserFactory()
    wrong = []

    for name, row in TABLE.items():
        if row.is_public or row.roles == set(Role):
            continue
        client = Client()
        client.force_login(world.user)
        status, _location = ask(client, name, row, world, "other")
        if status not in {403, 404}:
            wrong.append((name, status))

    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_the_administrators_pages(client_as, role: Role) -> None:
    """permissions.py: roles are not staff."""
    answer = client_as(role).get("/admin/")

    assert answer.status_code in {302, 403}
    assert client_as(role).get("/admin/login/").status_code == 403
