"""Adopted by DFD, published by the keeper, one in force, old ones readable (domain.md F-07, F-08; features.md G01, G15, G18, G19)."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidelines import rules
from guidelines.actions import decisions, text
from guidelines.models import GuidelineVersion
from guidelines.states import PARTITIONS, ChangeKind, VersionState, WithdrawalKind
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.people.roles import Role
from portal.states import partition
from tests import factories
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db
NOW = made.NOON


@pytest.fixture
def where() -> made.House:
    return made.house()


def next_version(where: made.House, kind: str = ChangeKind.SUBSTANTIAL, note: str = "Ny del."):
    return text.begin_version(
        guideline=GuidelineVersion.objects.in_force().get().guideline, kind=kind, change_note=note,
        by=where.editor, at=NOW,
    )  # fmt: skip


def publish(version, where: made.House, day: datetime.date | None = made.TODAY):
    return decisions.publish_version(version=version, valid_from=day, by=where.editor, at=NOW)


def test_states_are_all_named() -> None:
    for choices, *groups in PARTITIONS:
        assert partition(choices, *groups)


def test_adoption_fixes_who_when_and_the_reference(where) -> None:
    """domain.md F-07."""
    version = made.adopted(where)

    assert (version.state, version.adopted_by, version.adopted_on, version.adoption_reference) == (
        VersionState.ADOPTED, where.steward, made.TODAY, "24/385-130"
    )  # fmt: skip


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STEWARD}))
def test_only_the_adopter_adopts(where, role: Role) -> None:
    """domain.md F-07: no role in the keeper's house, and no other role in DFD's."""
    version = made.draft(where)

    assert not rules.can_adopt_version(factories.member(role, where.manager), version)
    assert not rules.can_adopt_version(factories.member(role, where.adopter), version)
    assert not rules.can_adopt_version(factories.member(Role.STEWARD), version)
    assert rules.can_adopt_version(where.steward, version)


def test_only_the_keeper_publishes(where) -> None:
    """domain.md F-07."""
    version = made.adopted(where)

    assert rules.can_publish_version(where.editor, version)
    assert not rules.can_publish_version(where.steward, version)
    assert not rules.can_publish_version(factories.member(Role.EDITOR), version)


def test_empty_text_is_not_adopted(where) -> None:
    with pytest.raises(StepRefused, match="ingen deler"):
        decisions.adopt_version(version=made.draft(where, sections=0), reference="", by=where.steward, at=NOW)


def test_draft_cannot_be_published(where) -> None:
    """domain.md F-07: never before it is adopted."""
    with pytest.raises(StateChanged):
        publish(made.draft(where), where)


def test_new_version_retires_the_old_one(where) -> None:
    """domain.md F-08: one in force at a time; the old one stays readable."""
    old = made.in_force(where)
    new = decisions.adopt_version(
        version=next_version(where),
        reference="25/1",
        by=where.steward,
        at=NOW,
        without_consultation=made.UNASKED,
    )
    assert old.guideline.in_force() == old

    publish(new, where)

    assert old.guideline.in_force() == new
    assert GuidelineVersion.objects.get(pk=old.pk).state == VersionState.SUPERSEDED


def test_two_versions_are_never_in_force(where) -> None:
    """domain.md F-08, by the database."""
    made.in_force(where)
    new = decisions.adopt_version(
        version=next_version(where),
        reference="25/1",
        by=where.steward,
        at=NOW,
        without_consultation=made.UNASKED,
    )

    with pytest.raises(IntegrityError, match="one_version_in_force_per_guideline"), transaction.atomic():
        GuidelineVersion.objects.filter(pk=new.pk).update(
            state=VersionState.PUBLISHED, published_by=where.editor, published_at=NOW, valid_from=made.TODAY
        )


def test_editorial_change_keeps_the_adoption_it_builds_on(where) -> None:
    """domain.md F-08, features.md G15: 1.1 by the keeper, without DFD."""
    old = made.in_force(where)
    minor = next_version(where, ChangeKind.EDITORIAL, "Rettet en skrivefeil.")
    minor = publish(decisions.approve_editorial(version=minor, by=where.editor, at=NOW), where)

    assert (minor.number, minor.adopted_by, minor.adopted_on) == ("1.1", where.steward, old.adopted_on)


def test_substantial_change_is_not_published_without_adoption(where) -> None:
    """domain.md F-08: the keeper cannot call it editorial afterwards."""
    made.in_force(where)
    major = next_version(where)

    with pytest.raises(StepRefused, match="Bare redaksjonelle endringer"):
        decisions.approve_editorial(version=major, by=where.editor, at=NOW)


def test_change_without_a_note_is_refused(where) -> None:
    """domain.md F-08: the version list says what is changed."""
    made.in_force(where)

    with pytest.raises(StepRefused, match="Skriv hva som er endret"):
        decisions.adopt_version(version=next_version(where, note=" "), reference="", by=where.steward, at=NOW)


@pytest.mark.parametrize(
    ("day", "sentence"), [(None, "Velg datoen"), (made.TODAY - datetime.timedelta(1), "før den ble")]
)
def test_text_holds_from_a_date_that_is_not_before_the_decision(where, day, sentence) -> None:
    with pytest.raises(StepRefused, match=sentence):
        publish(made.adopted(where), where, day)


def test_withdrawal_says_why_and_what_replaces_it(where) -> None:
    """features.md G19."""
    version = made.in_force(where)
    with pytest.raises(StepRefused) as refused:
        decisions.withdraw_version(
            version=version, kind=WithdrawalKind.REPLACED, because=" ", by=where.editor, at=NOW
        )
    other = made.guideline(where, key="ny")
    done = decisions.withdraw_version(
        version=version, kind=WithdrawalKind.REPLACED, because="Samlet i en ny.", replaced_by=other,
        by=where.editor, at=NOW,
    )  # fmt: skip

    assert [problem.code for problem in refused.value.problems] == ["because", "replaced_by"]
    assert (done.state, done.replaced_by) == (VersionState.WITHDRAWN, other)


def test_still_right_gives_a_new_date_and_no_new_version(where) -> None:
    """features.md G18."""
    guideline = made.in_force(where).guideline
    guideline.review_on = made.TODAY
    guideline.save()
    later = made.TODAY + datetime.timedelta(days=180)
    done = decisions.confirm_still_right(guideline=guideline, review_on=later, by=where.editor, at=NOW)

    assert (done.review_on, done.reviewed_by, guideline.versions.count()) == (later, where.editor, 1)
    assert Event.objects.filter(type="guideline.reviewed").count() == 1
    with pytest.raises(StepRefused, match="etter i dag"):
        decisions.confirm_still_right(guideline=guideline, review_on=made.TODAY, by=where.editor, at=NOW)


def test_attempt_without_the_right_is_in_the_log(where) -> None:
    """features.md G01: refused, and logged."""
    decisions.note_refused_adoption(version=made.draft(where), by=where.editor, at=timezone.now())

    event = Event.objects.get(type="guideline.adoption_refused")
    assert (event.actor_id, event.audience) == (where.editor.pk, "log")


def test_drafts_are_seen_by_those_who_follow_the_work_and_no_other(where) -> None:
    """domain.md F-10."""
    version = made.draft(where)
    seen = {
        role: version in GuidelineVersion.objects.visible_to(factories.member(role))
        for role in (Role.EMPLOYEE, Role.MINISTRY_CONTACT, Role.EDITOR, Role.STEWARD, Role.AUDITOR)
    }

    assert seen == {
        Role.EMPLOYEE: False, Role.MINISTRY_CONTACT: False, Role.EDITOR: True, Role.STEWARD: True, Role.AUDITOR: True,
    }  # fmt: skip


def test_text_in_force_is_for_every_employee(where) -> None:
    version = made.in_force(where)

    assert version in GuidelineVersion.objects.visible_to(factories.member(Role.EMPLOYEE))
