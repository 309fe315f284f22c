"""Letters, clauses and what is known about them."""

from portal.letters.models.changes import ClauseChange, NotSettled, Question
from portal.letters.models.clauses import Clause, Confirmation, Responsibility, StatusEntry, ZeroReport
from portal.letters.models.drafts import LetterDraft, ProposedAssignment, ProposedClause
from portal.letters.models.evidence import Evidence, EvidenceRevision, EvidenceTie
from portal.letters.models.letters import Assignment, AssignmentKind, Letter
from portal.letters.models.reports import StatusReport

__all__ = [
    "Assignment",
    "AssignmentKind",
    "Clause",
    "ClauseChange",
    "Confirmation",
    "Evidence",
    "EvidenceRevision",
    "EvidenceTie",
    "Letter",
    "LetterDraft",
    "NotSettled",
    "ProposedAssignment",
    "ProposedClause",
    "Question",
    "Responsibility",
    "StatusEntry",
    "StatusReport",
    "ZeroReport",
]
