"""docs/domain.md says what the code says."""

import ast
import re
from pathlib import Path

import pytest

from courses.states import (
    Aim,
    LeaderPart,
    Level,
    OutlineState,
    Presence,
    PresenceSource,
    RegistrationState,
    SessionLanguage,
    SessionState,
)
from guidelines.states import AnswerKind, AnswerSource, RemarkKind, RemarkOutcome, Standing
from pilots.states import EndResult, Label, PilotState, RiskClass
from portal.imports.states import RunState
from portal.jobs.states import JobState
from portal.letters.states import (
    ChangeKind,
    ClauseStatus,
    EvidenceKind,
    LetterState,
    ProposalOrigin,
    ProposalState,
    QuestionState,
    ReadingState,
    ReportState,
    TieState,
)
from portal.notifications.states import Delivery, MailState, NoticeState
from reporting.states import CommitmentState, Outcome, VersionState
from workinggroup import states as group

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    path
    for app in ("portal", "guidelines", "workinggroup", "pilots", "courses", "reporting")
    for path in (ROOT / app).rglob("*.py")
    if "embedded" not in path.parts
]
WORDS = set(
    re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", (ROOT / "docs" / "domain.md").read_text(encoding="utf-8"))
)


def _event_types(path: Path) -> set[str]:
    """The literal first argument of record() and the event of each Transition."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            named = [keyword.value for keyword in node.keywords if keyword.arg == "event"]
            first = node.args[:1] if node.func.id in {"record", "_record", "_note"} else named
            found |= {
                part.value for part in first if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return found


def test_every_event_type_is_described() -> None:
    types = set().union(*(_event_types(path) for path in CODE))

    assert types - WORDS == set()
    assert "import.saved" in types


@pytest.mark.parametrize(
    "states",
    [
        RunState, LetterState, ClauseStatus, Outcome, VersionState, ReadingState, ProposalState, ProposalOrigin,
        EvidenceKind, TieState, ChangeKind, QuestionState, ReportState,
        JobState, NoticeState, MailState, Delivery, CommitmentState,
        AnswerKind, AnswerSource, RemarkKind, RemarkOutcome, Standing,
        PilotState, EndResult, RiskClass, Label,
        OutlineState, Aim, Level, LeaderPart, SessionLanguage, SessionState, RegistrationState, Presence, PresenceSource,
        group.NeedState, group.InformationClass, group.Frequency, group.NeedOutcome, group.UseCaseState,
        group.InvitationAnswer, group.SeatKind, group.MandateState, group.MeetingState, group.ItemKind, group.ItemState,
        group.Presence, group.DecisionKind, group.DecisionState, group.PairState, group.PeriodAnswer,
    ],
)  # fmt: skip
def test_every_state_is_described(states: type) -> None:
    assert set(states.values) - WORDS == set()
