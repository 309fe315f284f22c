"""The pages of `pilots/` that tests/browser/test_pages.py visits, for each role that sees them."""

from collections.abc import Callable

from pilots.models import ExperienceCard, Pilot
from portal.people.roles import Role
from tests.browser.conftest import Demo

YEAR = "/utprovinger/arlig/2025/"


def _trial() -> str:
    """The example that runs."""
    return Pilot.objects.get(state="running").get_absolute_url()


def keeper(demo: Demo) -> dict[str, str]:
    trial = _trial()
    return {
        "utprøvinger": "/utprovinger/",
        "ny utprøving": "/utprovinger/ny/",
        "utprøving": trial,
        "planen": f"{trial}plan/",
        "del av planen": f"{trial}rediger/problem/",
        "gevinster": f"{trial}rediger/gevinster/",
        "medbestemmelse": f"{trial}rediger/medbestemmelse/",
        "om utprøvingen": f"{trial}rediger/om/",
        "ki-forordningen": f"{trial}ki-forordningen/",
        "regler": "/utprovinger/regler/",
        "på tvers": "/utprovinger/oversikt/",
        "verktøy": "/utprovinger/verktoy/",
        "årlig svar": "/utprovinger/arlig/",
        "rutenettet": YEAR,
    }


def member(demo: Demo) -> dict[str, str]:
    return {
        "utprøvingen til en annen": _trial(),
        "erfaringer": "/utprovinger/erfaringer/?q=høringssvar",
        "svar for året": f"{YEAR}svar/",
    }


def employee(demo: Demo) -> dict[str, str]:
    return {
        "erfaringer": "/utprovinger/erfaringer/",
        "ny erfaring": "/utprovinger/erfaringer/ny/",
        "erfaring": ExperienceCard.objects.earliest("pk").get_absolute_url(),
    }


PAGES: dict[Role, Callable[[Demo], dict[str, str]]] = {
    Role.COORDINATOR: keeper,
    Role.MEMBER: member,
    Role.EMPLOYEE: employee,
}
