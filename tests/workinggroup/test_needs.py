"""Needs and use cases: who sees them (domain.md S-05, A-04, A-07)."""

import pytest

from portal.people.roles import Role
from tests import factories
from tests import factories_workinggroup as make
from workinggroup.models import Need, UseCase
from workinggroup.states import NeedState, UseCaseState

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "is_seen"), [(NeedState.DRAFT, False), (NeedState.FILED, False), (NeedState.RELEASED, True)]
)
def test_need_is_seen_by_other_ministries_when_it_is_released(state: str, is_seen: bool) -> None:
    """features.md N02."""
    need = make.need(state=state)
    stranger, own = factories.member(Role.MEMBER), factories.member(Role.MEMBER, need.owner)

    assert Need.objects.visible_to(stranger).filter(pk=need.pk).exists() is is_seen
    assert Need.objects.visible_to(own).filter(pk=need.pk).exists()


@pytest.mark.parametrize(("state", "status"), [(UseCaseState.SKETCH, 404), (UseCaseState.SHARED_CASE, 200)])
def test_use_case_is_read_by_others_when_the_owner_has_released_it(
    client_as, state: str, status: int
) -> None:
    """domain.md A-07."""
    use_case = make.use_case(state=state)

    assert client_as(Role.MEMBER).get(use_case.get_absolute_url()).status_code == status
    assert UseCase.objects.visible_to(factories.member(Role.MEMBER, use_case.owner)).count() == 1


def test_need_page_is_hidden_from_employees(client_as) -> None:
    assert client_as(Role.EMPLOYEE).get(make.released_need().get_absolute_url()).status_code == 404
