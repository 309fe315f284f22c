"""Trials at each step, cards and the people around them, made through the actions."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pilots import parts
from pilots.actions import cards, rows, steps
from pilots.actions import pilots as actions
from pilots.actions.cards import CardText
from pilots.actions.pilots import Idea
from pilots.actions.risk import Judgement, assess
from pilots.models import ExperienceCard, Gain, Pilot, RiskAssessment, RuleSet
from pilots.parts import ROW_KINDS
from pilots.reference import load_rules
from pilots.states import ActRole, RiskClass, WorkProcess
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories

NOON = datetime.datetime(2024, 11, 12, 11, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 12)
DAY = datetime.timedelta(days=1)
PLAN: dict[str, dict[str, Any]] = {
    "problem": {"problem": "Det tar lang tid (EKSEMPEL)."},
    "omfang": {"scope": "Én avdeling."},
    "tid": {"starts_on": datetime.date(2024, 12, 1), "ends_on": datetime.date(2025, 5, 31)},
    "deltakere": {"participants": "Rådgivere i avdelingen."},
    "okonomi": {"economy": "Innenfor rammen.", "budget": Decimal("10000.00")},
    "dokumentasjon": {"documentation": "Tid måles før og etter."},
    "unntak": {"exemption": "no"},
    "informasjon": {"information_class": "common", "tool_class": "own", "public_access": "public"},
}
READY: dict[str, dict[str, Any]] = {
    "personvern": {"dpia_need": "no", "dpia_screened_on": TODAY, "ros_reference": "24/1", "ros_on": TODAY},
    "modenhet": {"maturity_start": 1},
}
FINISHED: dict[str, dict[str, Any]] = {
    "sluttrapport": {
        "final_report": "Slik gikk det.",
        "lessons": "Begynn i det små.",
        "report_is_shared": True,
    },
    "modenhet": {"maturity_end": 2},
}


@dataclass(frozen=True)
class House:
    """A ministry with one person of each kind."""

    body: Organisation
    member: User
    contact: User


def house(body: Organisation | None = None) -> House:
    body = body or factories.OrganisationFactory()
    return House(body, factories.member(Role.MEMBER, body), factories.member(Role.MINISTRY_CONTACT, body))


def idea(by: User, **facts: Any) -> Pilot:
    """An idea of the person's body."""
    said = Idea(
        facts.pop("title", "Skrive utlysninger (EKSEMPEL)"), "Et språkverktøy lager førsteutkast.",
        facts.pop("work_process", WorkProcess.WRITING), "Verktøy (EKSEMPEL)",
    )  # fmt: skip
    return actions.create_pilot(owner=by.organisation, idea=said, by=by, at=facts.pop("at", NOON), **facts)


def write(pilot: Pilot, by: User, **written: dict[str, Any]) -> Pilot:
    """Write parts by their keys."""
    for key, values in written.items():
        pilot = actions.write_part(pilot=pilot, part=parts.PARTS[key], values=values, seen="", by=by, at=NOON)
    return pilot


def row(pilot: Pilot, named: str, by: User, /, **values: Any) -> Any:
    return rows.add_row(pilot=pilot, kind=ROW_KINDS[named], values=values, by=by, at=NOON)


def gain(pilot: Pilot, by: User, **changes: Any) -> Gain:
    values = {
        "title": "Kortere tid", "kind": "alternative", "indicator": "tid på ett utkast", "unit": "minutter",
        "target": Decimal("30.00"), "responsible": "avdelingsdirektør", **changes,
    }  # fmt: skip
    return row(pilot, "gevinst", by, **values)


def measure(made: Gain, by: User, kind: str = "baseline", value: str = "60.00", **changes: Any) -> Any:
    values = {
        "gain": made,
        "kind": kind,
        "value": Decimal(value),
        "label": "measured",
        "measured_on": TODAY,
        **changes,
    }
    return row(made.pilot, "maling", by, **values)


def rule_set() -> RuleSet:
    load_rules()
    return RuleSet.objects.latest("valid_from")


def answers(pilot: Pilot, **changes: str) -> dict[str, str]:
    """«Yes» to being AI, «no» to the rest, and the changes."""
    keys = [question["key"] for question in rule_set().questions]
    return {**dict.fromkeys(keys, "no"), "is_ai": "yes", **changes}


def assessed(
    pilot: Pilot,
    by: User,
    risk_class: str = RiskClass.MINIMAL,
    said: dict[str, str] | None = None,
    **changes: Any,
) -> RiskAssessment:
    judgement = Judgement(risk_class, "Artikkel 6", ActRole.DEPLOYER, "avdelingsdirektør", **changes)
    return assess(
        pilot=pilot, rule_set=rule_set(), law_status="EKSEMPEL", answers=said or answers(pilot), judgement=judgement,
        by=by, at=NOON,
    )  # fmt: skip


def planned(where: House | None = None, **facts: Any) -> Pilot:
    """A plan where everything is written that a decision needs."""
    by = (where or house()).member
    pilot = write(idea(by, **facts), by, **PLAN)
    row(pilot, "mal", by, text="Halvere tiden")
    row(pilot, "milepel", by, kind="milestone", title="Midtveis", intended_on=datetime.date(2025, 2, 1))
    row(pilot, "budsjett", by, text="Lisenser", amount=Decimal("10000.00"))
    gain(pilot, by)
    return steps.plan(pilot=pilot, by=by, at=NOON)


def decided(where: House | None = None, **facts: Any) -> Pilot:
    """A decided trial where everything is there that the start needs."""
    where = where or house()
    pilot = planned(where, **facts)
    write(pilot, where.member, **READY)
    assessed(pilot, where.member)
    measure(pilot.gains.get(), where.member)
    row(
        pilot, "medbestemmelse", where.member, form="discussion", held_on=TODAY - DAY, representatives=["lo"],
        reference="24/2", outcome="Enighet.",
    )  # fmt: skip
    return steps.decide(pilot=pilot, by=where.contact, at=NOON)


def running(where: House | None = None, **facts: Any) -> Pilot:
    where = where or house()
    return steps.start(pilot=decided(where, **facts), by=where.contact, at=NOON)


def in_evaluation(where: House | None = None, **facts: Any) -> Pilot:
    where = where or house()
    pilot = running(where, **facts)
    row(
        pilot,
        "milepel",
        where.member,
        kind="evaluation_date",
        title="Evaluering",
        intended_on=datetime.date(2025, 6, 15),
    )
    return steps.evaluate(pilot=pilot, by=where.member, at=NOON)


def ready_to_end(where: House) -> Pilot:
    pilot = in_evaluation(where)
    goal = pilot.goals.get()
    kind = ROW_KINDS["mal"]
    rows.change_row(
        row=goal,
        kind=kind,
        values={"result": "not_reached", "result_text": "Tiden var den samme."},
        by=where.member,
        at=NOON,
    )
    return write(pilot, where.member, **FINISHED)  # fmt: skip


def card(by: User | None = None, **changes: Any) -> ExperienceCard:
    by = by or factories.member(Role.EMPLOYEE)
    text = {
        "title": "Skrive et referat (EKSEMPEL)", "work_process": "writing", "profession": "adviser",
        "tried": "Ba om et utkast.", "worked": "Det gikk fort.", **changes,
    }  # fmt: skip
    return cards.share_card(text=CardText(**text), by=by, at=NOON)
