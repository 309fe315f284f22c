"""The nouns of føring 1."""

from pilots.models.cards import ExperienceCard, Reuse
from pilots.models.duty import DutyAnswer, DutyYear, ToolUse
from pilots.models.pilots import Pilot, PilotNumber
from pilots.models.plan import BudgetLine, Gain, Goal, Involvement, Measurement, Milestone, Participant
from pilots.models.risk import LawStatus, RiskAssessment, RuleSet
from pilots.models.standing import Ownership, PilotAnswer, PilotSection
from pilots.models.upkeep import Correction, PilotFile

__all__ = [
    "BudgetLine",
    "Correction",
    "DutyAnswer",
    "DutyYear",
    "ExperienceCard",
    "Gain",
    "Goal",
    "Involvement",
    "LawStatus",
    "Measurement",
    "Milestone",
    "Ownership",
    "Participant",
    "Pilot",
    "PilotAnswer",
    "PilotFile",
    "PilotNumber",
    "PilotSection",
    "Reuse",
    "RiskAssessment",
    "RuleSet",
    "ToolUse",
]
