"""The questions of the AI Act, and what a person decides (domain.md P-05, P-06; features.md P06–P09; moonshot 15)."""

import copy
import datetime

import pytest
from django.db import IntegrityError, transaction

from pilots import rules
from pilots.actions import risk, steps
from pilots.models import LawStatus, RiskAssessment, RuleSet
from pilots.queries.overview import moved_assessments
from pilots.reference import RULES
from pilots.rules import Facts
from pilots.states import RiskClass
from portal.errors import StateChanged, StepRefused
from tests import factories_pilots as made
from tests.factories_pilots import NOON, TODAY

pytestmark = pytest.mark.django_db
HR, WRITING = Facts("recruitment", "dss"), Facts("writing", "dss")


def keys(facts: Facts, **answers: str) -> list[str]:
    return [question.key for question in rules.visible_questions(RULES, answers, facts)]


def everything(facts: Facts, **changes: str) -> dict[str, str]:
    answers = {**{question["key"]: "no" for question in RULES["questions"]}, "is_ai": "yes", **changes}
    return answers


def test_recruitment_is_asked_about_annex_iii_point_4() -> None:
    """domain.md P-06: nobody has to remember it."""
    assert {"screens", "targets", "follows"} <= set(keys(HR, is_ai="yes"))
    assert not {"screens", "targets"} & set(keys(WRITING, is_ai="yes"))


@pytest.mark.parametrize(
    ("owner", "key"), [("jd", "migration"), ("sd", "infrastructure"), ("kd", "education")]
)
def test_some_ministries_are_always_asked(owner: str, key: str) -> None:
    """domain.md 3.3."""
    assert key in keys(Facts("writing", owner), is_ai="yes")
    assert key not in keys(WRITING, is_ai="yes")


def test_recruitment_with_screening_is_proposed_as_high_risk() -> None:
    """features.md P06: the DSS trial; a person confirms."""
    verdict = rules.evaluate(RULES, everything(HR, screens="yes"), HR)

    assert (verdict.risk_class, verdict.basis) == (RiskClass.HIGH, "Vedlegg III punkt 4 bokstav a")
    assert verdict.has_annex_area


def test_answers_to_hidden_questions_are_dropped_and_the_class_falls() -> None:
    """features.md P07: answered yes, then no."""
    before = rules.evaluate(RULES, everything(HR, screens="yes", profiling="yes"), HR)
    after = rules.evaluate(RULES, everything(HR, screens="no", profiling="yes"), HR)

    assert (before.has_profiling, "profiling" in before.answers) == (True, True)
    assert (after.risk_class, after.has_profiling, "profiling" in after.answers) == (
        RiskClass.MINIMAL,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, RiskClass.MINIMAL),
        ({"is_ai": "no"}, RiskClass.NOT_REGULATED),
        ({"talks": "yes"}, RiskClass.TRANSPARENCY),
        ({"forbidden": "yes"}, RiskClass.PROHIBITED),
        ({"talks": "unknown"}, RiskClass.UNKNOWN),
        ({"forbidden": ""}, RiskClass.NOT_ASSESSED),
    ],
)
def test_class_follows_from_the_answers(changes, expected) -> None:
    """features.md P08: not knowing is a value of its own."""
    assert rules.evaluate(RULES, everything(WRITING, **changes), WRITING).risk_class == expected


def test_assessment_keeps_rules_person_and_law_status() -> None:
    """domain.md P-05; features.md P07."""
    where = made.house()
    pilot = made.idea(where.member)
    found = made.assessed(pilot, where.member)

    assert (found.rule_set.version, found.assessed_by, found.law_status) == (
        "2025-06",
        where.member,
        "EKSEMPEL",
    )
    pilot.refresh_from_db()
    assert pilot.risk_class == RiskClass.MINIMAL


def test_other_class_than_proposed_needs_a_written_reason() -> None:
    """features.md P09."""
    where = made.house()
    pilot = made.idea(where.member, work_process="recruitment")
    screening = made.answers(pilot, screens="yes")
    with pytest.raises(StepRefused, match="en annen enn forslaget"):
        made.assessed(pilot, where.member, "minimal", screening)
    found = made.assessed(
        pilot, where.member, "minimal", screening, override_because="Bare forslag til spørsmål."
    )

    assert (found.is_overridden, found.override_because) == (True, "Bare forslag til spørsmål.")


def test_exemption_has_a_reason_and_never_holds_with_profiling() -> None:
    """domain.md P-05: art. 6(3)."""
    where = made.house()
    pilot = made.idea(where.member, work_process="recruitment")
    narrow = {"narrow_task": "prepares", "narrow_because": "Et menneske avgjør."}
    with pytest.raises(StepRefused, match="hvorfor unntaket"):
        made.assessed(
            pilot, where.member, "minimal", made.answers(pilot, screens="yes"), narrow_task="prepares"
        )
    with pytest.raises(StepRefused, match="aldri når personer profileres"):
        made.assessed(
            pilot, where.member, "minimal", made.answers(pilot, screens="yes", profiling="yes"), **narrow
        )

    assert (
        made.assessed(
            pilot, where.member, "minimal", made.answers(pilot, screens="yes"), **narrow
        ).narrow_task
        == "prepares"
    )


def test_database_refuses_an_exemption_with_profiling() -> None:
    where = made.house()
    found = made.assessed(made.idea(where.member), where.member)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.filter(pk=found.pk).update(
            narrow_task="narrow", narrow_because="x", has_profiling=True
        )


def test_unanswered_questions_are_named() -> None:
    where = made.house()
    pilot = made.idea(where.member)
    with pytest.raises(StepRefused, match="forbudt"):
        made.assessed(pilot, where.member, said={**made.answers(pilot), "forbidden": ""})


def test_new_rules_run_all_entries_again() -> None:
    """Moonshot 15: what is another class is listed, and nothing changes before a person confirms."""
    where = made.house()
    pilot = made.idea(where.member)
    made.assessed(pilot, where.member, said=made.answers(pilot, synthetic="no"))
    moved = copy.deepcopy(RULES)
    moved["otherwise"] = {"class": "transparency", "basis": "Artikkel 50"}
    risk.add_rule_set(version="2026-01", valid_from=TODAY, source="EKSEMPEL", content=moved, by=None, at=NOON)

    found = moved_assessments(where.member, TODAY)
    assert [(one.assessment.pilot, one.verdict.risk_class) for one in found] == [
        (pilot, RiskClass.TRANSPARENCY)
    ]
    pilot.refresh_from_db()
    assert pilot.risk_class == RiskClass.MINIMAL
    made.assessed(pilot, where.member, "transparency")
    assert moved_assessments(where.member, TODAY) == []
    assert pilot.assessments.count() == 2


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"questions": [{"key": "a"}], "outcomes": [], "otherwise": {"class": "minimal"}},
        {"questions": [], "outcomes": [], "otherwise": {"class": "finnes ikke"}},
        {
            "questions": [{"key": "a", "text": "A?", "show_if": [{"question": "b", "is": ["yes"]}]}],
            "outcomes": [],
            "otherwise": {"class": "minimal"},
        },
        {"questions": [], "outcomes": [], "otherwise": {"class": "minimal"}, "annex": ["a"]},
    ],
)
def test_rule_file_that_cannot_work_is_refused(content) -> None:
    """domain.md S-17: data, and therefore checked."""
    with pytest.raises(StepRefused):
        risk.add_rule_set(version="x", valid_from=TODAY, source="EKSEMPEL", content=content, by=None, at=NOON)


def test_law_status_is_dated_and_never_says_that_ki_loven_is_in_force() -> None:
    """domain.md 3.3, S-17."""
    made.rule_set()

    assert "egen lov" in LawStatus.objects.on(datetime.date(2024, 12, 1)).text
    assert "ikke funnet belegg" in LawStatus.objects.on(datetime.date(2026, 11, 29)).text
    assert RuleSet.objects.in_force_on(datetime.date(2024, 7, 31)) is None


def test_trial_that_is_over_is_not_assessed() -> None:
    where = made.house()
    pilot = steps.stop(pilot=made.idea(where.member), because="Nei.", by=where.contact, at=NOON)
    with pytest.raises(StateChanged):
        made.assessed(pilot, where.member)
