"""Needs and use cases, and what is done with them."""

from itertools import count

from django.utils import timezone

from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories
from workinggroup.models import Need, UseCase, WorkProcess
from workinggroup.states import OWN_NEEDS, SHARED_NEEDS, Frequency, InformationClass, NeedState, UseCaseState

_number = count(1)
FILLED = {
    "task_today": "Vi leser innspillene og skriver et sammendrag.",
    "who": "Saksbehandlere",
    "how_often": Frequency.WEEKLY,
    "pain": "Det tar lang tid.",
    "wished_result": "Et utkast til sammendrag.",
    "information_class": InformationClass.SHARED,
    "users_count": 20,
    "hours_per_month": 40,
}


def work_process(name: str = "Saksbehandling", **facts: object) -> WorkProcess:
    return WorkProcess.objects.create(name=name, key=f"prosess-{next(_number)}", **facts)


def need(owner: Organisation | None = None, state: str = NeedState.DRAFT, **facts: object) -> Need:
    """A need in a state; past the draft it says all that is asked."""
    owner = owner or factories.OrganisationFactory()
    by, at = facts.pop("made_by", None) or _writer(owner), timezone.now()
    said = {"title": "Oppsummere innspill", "made_by": by, "made_at": at, "changed_at": at}
    if state != NeedState.DRAFT:
        said |= FILLED | {"filed_by": by, "filed_at": at}
        said["work_process"] = facts.pop("work_process", None) or work_process()
    if state not in OWN_NEEDS:
        said |= {"released_by": by, "released_at": at}
    if state == NeedState.NEED_ANSWERED:
        said |= {
            "outcome": "taken_in",
            "outcome_because": "Mange har det.",
            "answered_by": by,
            "answered_at": at,
        }
    return Need.objects.create(owner=owner, state=state, **said | facts)


def released_need(owner: Organisation | None = None, **facts: object) -> Need:
    """A need that all the ministries can read."""
    assert NeedState.RELEASED in SHARED_NEEDS
    return need(owner, NeedState.RELEASED, **facts)


def use_case(
    owner: Organisation | None = None,
    state: str = UseCaseState.SKETCH,
    needs: tuple[Need, ...] = (),
    **facts: object,
) -> UseCase:
    owner = owner or factories.OrganisationFactory()
    by, at = _writer(owner), timezone.now()
    said = {
        "title": "Sammendrag av innspill", "description": "KI lager et utkast.", "made_by": by, "made_at": at,
        "information_class": InformationClass.SHARED, "work_process": facts.pop("work_process", None) or work_process(),
    }  # fmt: skip
    if state != UseCaseState.SKETCH:
        said |= {"released_by": by, "released_at": at}
    made = UseCase.objects.create(owner=owner, state=state, **said | facts)
    made.needs.set(needs)
    return made


def _writer(owner: Organisation) -> User:
    return factories.member(Role.MEMBER, owner)
