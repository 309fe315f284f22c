"""The nouns of føring 2."""

from workinggroup.models.groups import (
    GroupLeader,
    Invitation,
    InvitationRound,
    MandateVersion,
    Seat,
    WorkingGroup,
)
from workinggroup.models.joining import (
    Citation,
    Cluster,
    ClusterTie,
    CoSign,
    Period,
    PeriodWord,
    SuspectedPair,
)
from workinggroup.models.meetings import (
    AgendaItem,
    Attendance,
    Decision,
    Dissent,
    Meeting,
    Minutes,
    Paper,
)
from workinggroup.models.needs import Barrier, Need, UseCase, WorkProcess
from workinggroup.models.priorities import (
    Assessment,
    Assessor,
    Criterion,
    Handover,
    PriorityList,
    PriorityRow,
    Score,
)

__all__ = [
    "AgendaItem",
    "Assessment",
    "Assessor",
    "Attendance",
    "Barrier",
    "Citation",
    "Cluster",
    "ClusterTie",
    "CoSign",
    "Criterion",
    "Decision",
    "Dissent",
    "GroupLeader",
    "Handover",
    "Invitation",
    "InvitationRound",
    "MandateVersion",
    "Meeting",
    "Minutes",
    "Need",
    "Paper",
    "Period",
    "PeriodWord",
    "PriorityList",
    "PriorityRow",
    "Score",
    "Seat",
    "SuspectedPair",
    "UseCase",
    "WorkProcess",
    "WorkingGroup",
]
