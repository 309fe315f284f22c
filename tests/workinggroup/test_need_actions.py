"""A need from the first line to the answer."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.people.roles import Role
from tests import factories
from tests import factories_workinggroup as make
from workinggroup import rules
from workinggroup.actions import joining, needs
from workinggroup.models import CoSign, Need
from workinggroup.states import NeedState

pytestmark = pytest.mark.django_db


def test_title_alone_makes_a_draft_and_the_rest_is_asked_before_it_is_filed() -> None:
    """features.md N01."""
    by = factories.member(Role.MEMBER)

    draft = needs.start_need(title="Oppsummere innspill", by=by, at=timezone.now())

    assert (draft.state, draft.owner) == (NeedState.DRAFT, by.organisation)
    assert [problem.code for problem in rules.missing_for_filing(draft)] == [
        "task_today", "who", "how_often", "pain", "wished_result", "work_process", "information_class", "users_count",
    ]  # fmt: skip
    with pytest.raises(StepRefused):
        needs.file_need(need=draft, by=by, at=timezone.now())


def test_filed_need_is_common_when_the_contact_releases_it() -> None:
    """features.md N02."""
    need = make.need(state=NeedState.DRAFT, **make.FILLED, work_process=make.work_process())
    contact = factories.member(Role.MINISTRY_CONTACT, need.owner)

    filed = needs.file_need(need=need, by=contact, at=timezone.now())
    released = joining.release_need(need=filed, by=contact, at=timezone.now())

    assert released.state == NeedState.RELEASED
    assert Need.objects.visible_to(factories.member(Role.MEMBER)).get() == need


def test_second_release_is_told_that_somebody_was_quicker() -> None:
    """domain.md A-07; two releases at once."""
    need = make.need(state=NeedState.FILED)
    joining.release_need(need=need, by=need.made_by, at=timezone.now())

    with pytest.raises(StateChanged, match="raskere"):
        joining.release_need(need=need, by=need.made_by, at=timezone.now())


def test_who_saves_on_top_of_another_is_told() -> None:
    """features.md N01."""
    need = make.need()
    needs.save_need(
        need=need, written={"title": "Ny"}, barriers=None, seen=1, by=need.made_by, at=timezone.now()
    )

    with pytest.raises(StateChanged, match="Noen andre har lagret"):
        needs.save_need(
            need=need, written={"title": "Annen"}, barriers=None, seen=1, by=need.made_by, at=timezone.now()
        )


def test_co_signing_adds_the_own_numbers_once() -> None:
    """features.md N06: the sum rises by 200; a second try edits."""
    need = make.released_need(users_count=20)
    by = factories.member(Role.MEMBER)

    needs.sign_need(need=need, users_count=200, hours_per_month=10, by=by, at=timezone.now())
    need.refresh_from_db()
    assert (need.total_users, need.body_count) == (220, 2)

    needs.sign_need(need=need, users_count=150, hours_per_month=10, by=by, at=timezone.now())
    need.refresh_from_db()
    assert (need.total_users, CoSign.objects.count()) == (170, 1)


def test_database_refuses_a_second_signature_of_a_body() -> None:
    """features.md N06."""
    need, by = make.released_need(), factories.member(Role.MEMBER)
    needs.sign_need(need=need, users_count=1, hours_per_month=1, by=by, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        CoSign.objects.create(
            need=need,
            organisation=by.organisation,
            users_count=1,
            hours_per_month=1,
            by=by,
            at=timezone.now(),
        )


def test_own_need_is_not_signed() -> None:
    need = make.released_need()

    with pytest.raises(StepRefused, match="eget behov"):
        needs.sign_need(need=need, users_count=1, hours_per_month=1, by=need.made_by, at=timezone.now())


def test_answer_without_a_reason_is_refused_and_with_one_it_is_told() -> None:
    """features.md N09."""
    need, by = make.released_need(), factories.member(Role.COORDINATOR)

    with pytest.raises(StepRefused, match="begrunnelsen"):
        needs.answer_need(need=need, outcome="no", because=" ", by=by, at=timezone.now())
    answered = needs.answer_need(need=need, outcome="no", because="Finnes alt.", by=by, at=timezone.now())

    assert (answered.state, answered.outcome) == (NeedState.NEED_ANSWERED, "no")
    assert "Finnes alt." in Event.objects.get(type="need.answer_told").sentence


def test_withdrawn_draft_stays_in_the_house() -> None:
    """domain.md S-05."""
    need = make.need()
    needs.withdraw_need(need=need, because="Feil.", by=need.made_by, at=timezone.now())

    assert not Need.objects.visible_to(factories.member(Role.MEMBER)).exists()


@pytest.mark.parametrize("state", [NeedState.FILED, NeedState.RELEASED])
def test_database_keeps_what_each_state_asks_for(state: str) -> None:
    """features.md N01, N02."""
    need = make.need(state=state)
    lacking = {"task_today": ""} if state == NeedState.FILED else {"released_by": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(**lacking)
