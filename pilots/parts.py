"""The parts of an entry: one heading and one page each, and which rows belong to it.

The first seven are the plan, with the headings and the order of the letter of 2023 (domain.md 3.1, P-01).
"""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilots.models import (
    BudgetLine,
    Gain,
    Goal,
    Involvement,
    Measurement,
    Milestone,
    Participant,
    Pilot,
    PilotAnswer,
    PilotSection,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class RowKind:
    """Rows that a part has: goals, dates, money … `related` is their name on the trial."""

    key: str
    model: type[models.Model]
    related: str
    title: "StrOrPromise"
    add: "StrOrPromise"


@dataclass(frozen=True)
class Part:
    """A part of an entry: its key in addresses, its heading, its fields and its rows."""

    key: str
    title: "StrOrPromise"
    fields: tuple[str, ...] = ()
    rows: tuple[RowKind, ...] = ()
    # Still written when the trial is over.
    is_always_open: bool = False

    def url_of(self, pilot: Pilot) -> str:
        return reverse("edit_pilot_part", args=[pilot.number, self.key])

    def mark_of(self, pilot: Pilot) -> str:
        """A mark of what the fields say: who saves on top of another's text is told."""
        said = [getattr(pilot, _stored(name)) for name in self.fields]
        text = json.dumps(said, cls=DjangoJSONEncoder)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stored(name: str) -> str:
    field = Pilot._meta.get_field(name)
    return str(getattr(field, "attname", name))


GOALS = RowKind("mal", Goal, "goals", _("Mål"), _("Legg til mål"))
MILESTONES = RowKind("milepel", Milestone, "milestones", _("Milepæler"), _("Legg til milepæl"))
BUDGET_LINES = RowKind("budsjett", BudgetLine, "budget_lines", _("Budsjettlinjer"), _("Legg til linje"))
PARTICIPANTS = RowKind("deltaker", Participant, "participant_rows", _("Deltakere"), _("Legg til deltakere"))
INVOLVEMENTS = RowKind(
    "medbestemmelse", Involvement, "involvements", _("Medbestemmelse"), _("Før medbestemmelse")
)
GAINS = RowKind("gevinst", Gain, "gains", _("Gevinster"), _("Legg til gevinst"))
MEASUREMENTS = RowKind("maling", Measurement, "measurements", _("Målinger"), _("Legg til måling"))
SECTIONS = RowKind(
    "retningslinje", PilotSection, "sections", _("Retningslinjer som følges"), _("Vis til en del")
)

ANSWERS = RowKind("svarer", PilotAnswer, "answered", _("Behov og bruksområder"), _("Vis til et behov"))

ABOUT = Part(
    "om", _("Om utprøvingen"), ("title", "summary", "work_process", "tool", "contact", "review_on", "source"), (ANSWERS, SECTIONS), True
)  # fmt: skip
PROBLEM = Part("problem", _("Problembeskrivelse og mål"), ("problem", "learning"), (GOALS,))
SCOPE = Part("omfang", _("Omfang"), ("scope",))
TIME = Part("tid", _("Tid"), ("starts_on", "ends_on", "phases"), (MILESTONES,))
PEOPLE = Part("deltakere", _("Deltakere"), ("participants",), (PARTICIPANTS,))
ECONOMY = Part(
    "okonomi", _("Økonomiske rammer og administrative konsekvenser"), ("economy", "budget"), (BUDGET_LINES,)
)
EVALUATION = Part("dokumentasjon", _("Dokumentasjon og evaluering"), ("documentation",))
EXEMPTION = Part(
    "unntak", _("Forsøk med unntak fra lov"),
    (
        "exemption", "exemption_law", "exemption_authority", "exemption_reference", "exemption_answer",
        "exemption_answered_on",
    ),
)  # fmt: skip
PLAN_PARTS = (PROBLEM, SCOPE, TIME, PEOPLE, ECONOMY, EVALUATION, EXEMPTION)

INFORMATION = Part(
    "informasjon", _("Informasjon og sted"),
    ("information_class", "tool_class", "public_access", "legal_basis", "place", "cloud_assessment"),
)  # fmt: skip
PRIVACY = Part(
    "personvern", _("Personvern og risiko"), ("dpia_need", "dpia_screened_on", "dpia_reference", "ros_reference", "ros_on")
)  # fmt: skip
UNIONS = Part("medbestemmelse", _("Medbestemmelse"), (), (INVOLVEMENTS,))
BENEFITS = Part("gevinster", _("Gevinster"), ("drawbacks",), (GAINS, MEASUREMENTS))
MATURITY = Part("modenhet", _("Modenhet"), ("maturity_start", "maturity_end"))
REPORT = Part(
    "sluttrapport", _("Sluttrapport"), ("final_report", "lessons", "report_is_shared", "not_shared_because"), (), True
)  # fmt: skip
GATE_PARTS = (INFORMATION, PRIVACY, UNIONS, BENEFITS, MATURITY)

PARTS = {part.key: part for part in (ABOUT, *PLAN_PARTS, *GATE_PARTS, REPORT)}
ROW_KINDS = {kind.key: kind for part in PARTS.values() for kind in part.rows}
PART_OF_ROW = {kind.key: part for part in PARTS.values() for kind in part.rows}
