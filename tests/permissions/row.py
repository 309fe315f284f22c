"""One row of the permission table, and the world that it is asked in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from portal.people.models import ApiToken, Membership, Organisation, User
from portal.people.roles import Role
from portal.permissions import RIGHTS, Right
from tests import factories
from tests.permission_objects import MAKERS

Side = Literal["own", "other"]
SIDES: tuple[Side, ...] = ("own", "other")

EVERYONE = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


def holders(*rights: Right) -> frozenset[Role]:
    """The roles that hold all of the rights."""
    return frozenset(role for role in Role if set(rights) <= RIGHTS[role])


@dataclass
class World:
    """One person who asks, and one object of each kind in their organisation and in another."""

    user: User
    body: dict[Side, Organisation]
    person: dict[Side, User]
    membership: dict[Side, Membership]
    token: dict[Side, ApiToken]
    # What tests/permission_objects.py makes: world.made["letter", "own"].
    made: dict[tuple[str, Side], object] = field(default_factory=dict)


def make_world(role: Role) -> World:
    """The smallest world in which every route can be asked for."""
    user = factories.member(role)
    body: dict[Side, Organisation] = {"own": user.organisation, "other": factories.OrganisationFactory()}
    person = {side: factories.member(Role.EMPLOYEE, body[side]) for side in SIDES}
    world = World(
        user=user,
        body=body,
        person=person,
        membership={side: person[side].memberships.get() for side in SIDES},
        token={
            "own": factories.ApiTokenFactory(user=user),
            "other": factories.ApiTokenFactory(user=person["other"]),
        },
    )
    world.made = {(name, side): make(body[side]) for name, make in MAKERS.items() for side in SIDES}
    return world


Arguments = Callable[[World, Side], dict[str, object]]


@dataclass(frozen=True)
class Row:
    """One route."""

    roles: frozenset[Role] = EVERYONE
    method: Literal["get", "post"] = "get"
    refusal: int = 403
    arguments: Arguments = lambda world, side: {}
    # Who is not even told that it exists (404).
    hidden_from: frozenset[Role] = NOBODY
    # Who gets in when the object is another organisation's, and what the others are told; None: the same.
    other: frozenset[Role] | None = None
    other_refusal: int = 404
    # Open to people who are not logged in.
    is_public: bool = False
    # What someone who is not logged in is told instead of being sent to the login page.
    anonymous: int = 302


def fixed(**arguments: object) -> Arguments:
    """The same arguments for everyone."""
    return lambda world, side: arguments


def of_person(world: World, side: Side) -> dict[str, object]:
    return {"pk": world.person[side].pk}


def of_membership(world: World, side: Side) -> dict[str, object]:
    return {"pk": world.membership[side].pk}


def of_body(world: World, side: Side) -> dict[str, object]:
    return {"key": world.body[side].key}


def of_token(world: World, side: Side) -> dict[str, object]:
    return {"pk": world.token[side].pk}


def of(name: str, argument: str = "pk", attribute: str = "pk") -> Arguments:
    """The object that MAKERS[name] has made."""
    return lambda world, side: {argument: getattr(world.made[name, side], attribute)}
