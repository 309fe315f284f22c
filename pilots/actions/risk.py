"""The AI Act: assessments, the rules they are made by, and the status of the law."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pilots import rules
from pilots.journal import locked, refuse_broken
from pilots.journal import note as _note
from pilots.models import LawStatus, Pilot, RiskAssessment, RuleSet
from pilots.states import PilotState, RiskClass
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Judgement:
    """What a person decides about the proposal."""

    risk_class: str
    basis: str
    role: str
    responsible: str
    is_transparent: bool = False
    narrow_task: str = ""
    narrow_because: str = ""
    override_because: str = ""


@transaction.atomic
def assess(
    *,
    pilot: Pilot,
    rule_set: RuleSet,
    law_status: str,
    answers: Mapping[str, str],
    judgement: Judgement,
    by: "User",
    at: datetime.datetime,
) -> RiskAssessment:
    """Keep the answers, what the rules propose, and what a person decides; the one before stays (P-05, P06–P09)."""
    current = locked(pilot)
    _refuse_when_over(current)
    verdict = rules.evaluate(rule_set.content, answers, rules.facts_of(current))
    made = RiskAssessment(
        pilot=current, rule_set=rule_set, law_status=law_status[:500], answers=verdict.answers,
        proposed_class=verdict.risk_class, proposed_basis=verdict.basis, has_annex_area=verdict.has_annex_area,
        has_profiling=verdict.has_profiling, assessed_by=by, assessed_at=at, **_judged(judgement, verdict.is_transparent),
    )  # fmt: skip
    refuse_if([*_unanswered(verdict), *rules.missing_for_assessment(made), *_too_late(current, made)])
    current.assessments.filter(replaced_at=None).update(replaced_at=at)
    refuse_broken(made)
    made.save()
    before, current.risk_class, current.changed_at = current.risk_class, made.risk_class, at
    current.save(update_fields=["risk_class", "changed_at"])
    _note(
        "pilot.assessed", current, f"{current} ble vurdert etter KI-forordningen: {made}.", by=by, at=at,
        changes={"risk_class": [before, made.risk_class], "basis": [None, made.basis], "override": [None, made.override_because]},
    )  # fmt: skip
    return made


def _judged(judgement: Judgement, is_transparent: bool) -> dict[str, Any]:
    narrow = judgement.narrow_because.strip() if judgement.narrow_task else ""
    return {
        "risk_class": judgement.risk_class,
        "basis": judgement.basis.strip(),
        "role": judgement.role,
        "responsible": judgement.responsible.strip(),
        "is_transparent": judgement.is_transparent or is_transparent,
        "narrow_task": judgement.narrow_task,
        "narrow_because": narrow,
        # The exemption's own reason is the reason for the lighter class.
        "override_because": judgement.override_because.strip() or narrow,
    }


def _refuse_when_over(pilot: Pilot) -> None:
    if pilot.is_over:
        raise StateChanged(rules.words_for_over())


def _unanswered(verdict: rules.Verdict) -> list[Problem]:
    return [Problem(one.text, code=f"q_{one.key}") for one in verdict.unanswered]


def _too_late(pilot: Pilot, made: RiskAssessment) -> list[Problem]:
    """A trial that runs cannot go back to not being assessed."""
    runs = pilot.state in {PilotState.RUNNING, PilotState.EVALUATION}
    return rules.missing_class() if runs and made.risk_class == RiskClass.NOT_ASSESSED else []


@transaction.atomic
def add_rule_set(
    *,
    version: str,
    valid_from: datetime.date,
    source: str,
    content: object,
    by: "User | None",
    at: datetime.datetime,
) -> RuleSet:
    """Put in a new rule file; the one before stays with the assessments made by it (domain.md S-17)."""
    refuse_if(rules.problems_in_rules(content))
    made = RuleSet(
        version=version.strip(),
        valid_from=valid_from,
        source=source.strip(),
        content=content,
        made_by=by,
        made_at=at,
    )
    refuse_broken(made)
    made.save()
    record(
        "pilot.rules_added", made, sentence=f"Regelfil {made} for KI-forordningen ble lagt inn.", by=by, at=at,
        audience=Audience.EVERYONE,
    )  # fmt: skip
    return made


@transaction.atomic
def add_law_status(
    *, text: str, valid_from: datetime.date, source: str, by: "User | None", at: datetime.datetime
) -> LawStatus:
    """Say how the law stands from a date; never that it is in force without a source (domain.md S-17)."""
    made = LawStatus(text=text.strip(), valid_from=valid_from, source=source.strip(), made_by=by, made_at=at)
    refuse_broken(made)
    made.save()
    record(
        "pilot.law_status_added", made, sentence=f"Rettslig status for KI ble oppdatert: {made}"[:500], by=by, at=at,
        audience=Audience.EVERYONE,
    )  # fmt: skip
    return made
