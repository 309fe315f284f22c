"""The pages of `workinggroup/` that tests/browser/test_pages.py visits, for each role that sees them."""

from collections.abc import Callable

from portal.people.roles import Role
from tests.browser.conftest import Demo
from workinggroup.models import AgendaItem, Cluster, Decision, Invitation, Need, UseCase
from workinggroup.states import DecisionState, ItemState, NeedState


def _of_coordinator(demo: Demo) -> dict[str, str]:
    need = Need.objects.shared().earliest("pk")
    item = AgendaItem.objects.filter(state=ItemState.ITEM_OPEN).earliest("pk")
    decision = Decision.objects.filter(state=DecisionState.DECISION_OPEN, kind="action").earliest("pk")
    return {
        "arbeidsgruppen": "/arbeidsgruppen/",
        "moter": "/arbeidsgruppen/moter/",
        "mote-holdt": "/arbeidsgruppen/moter/1/",
        "mote-planlagt": "/arbeidsgruppen/moter/2/",
        "sak": f"/arbeidsgruppen/saker/{item.pk}/",
        "vedtak": "/arbeidsgruppen/vedtak/",
        "ett-vedtak": f"/arbeidsgruppen/vedtak/{decision.pk}/",
        "mandat": "/arbeidsgruppen/mandat/",
        "prioritering": "/arbeidsgruppen/prioritering/",
        "liste": "/arbeidsgruppen/prioritering/1/",
        "hvem-har-svart": "/arbeidsgruppen/hvem-er-taus/",
        "overlevering": "/arbeidsgruppen/overlevering/",
        "velg-mottaker": f"/arbeidsgruppen/overlevering/behov/{need.pk}/",
        "behov": "/behov/",
        "behov-ingen": "/behov/?q=finnes-ikke",
        "ett-behov": need.get_absolute_url(),
        "vurder-behov": f"{need.get_absolute_url()}vurder/",
        "like-behov": "/behov/like/",
        "samle-behov": "/behov/klynger/ny/",
        "klynge": Cluster.objects.earliest("pk").get_absolute_url(),
        "kategorier": "/behov/kategorier/",
        "kategori": "/behov/kategorier/prosess/ny/",
        "bruksomrader": "/behov/bruksomrader/",
        "bruksomrade": UseCase.objects.earliest("pk").get_absolute_url(),
    }


def _of_member(demo: Demo) -> dict[str, str]:
    own = demo.user(Role.MEMBER).organisation
    need = Need.objects.shared().exclude(owner=own).earliest("pk")
    filed = Need.objects.filter(owner=own, state=NeedState.FILED).earliest("pk")
    return {
        "arbeidsgruppen-medlem": "/arbeidsgruppen/",
        "invitasjon": Invitation.objects.get(organisation=own).get_absolute_url(),
        "behov-medlem": "/behov/",
        "andres-behov": need.get_absolute_url(),
        "eget-behov": filed.get_absolute_url(),
        "meld-behov": "/behov/nytt/",
        "skriv-behov": f"{filed.get_absolute_url()}skriv/",
        "nytt-bruksomrade": "/behov/bruksomrader/nytt/",
        "prioritering-medlem": "/arbeidsgruppen/prioritering/",
        "svar-for-periode": "/arbeidsgruppen/hvem-er-taus/",
    }


PAGES: dict[Role, Callable[[Demo], dict[str, str]]] = {
    Role.COORDINATOR: _of_coordinator,
    Role.MEMBER: _of_member,
}
