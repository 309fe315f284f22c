"""States and fixed vocabularies of letters and clauses (features.md A02, A04)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class LetterKind(TextChoices):
    ALLOCATION = "allocation", _("Tildelingsbrev")
    SUPPLEMENTARY = "supplementary", _("Supplerende tildelingsbrev")


class LetterState(TextChoices):
    DRAFT = "draft", _("Utkast")
    REGISTERED = "registered", _("Registrert")


DRAFTS = frozenset({LetterState.DRAFT})
IN_FORCE = frozenset({LetterState.REGISTERED})

REGISTER = Transition(
    event="letter.registered",
    sources=DRAFTS,
    target=LetterState.REGISTERED,
    sentence="{subject} ble registrert.",
)


class ClauseType(TextChoices):
    DUTY = "duty", _("plikt")
    CONDITION = "condition", _("vilkår")
    PURPOSE = "purpose", _("formål")
    PROMISE = "promise", _("løfte")
    AUTHORITY = "authority", _("fullmakt")
    REPORT = "report", _("rapportering")
    INFORMATION = "information", _("opplysning")


class ClauseStatus(TextChoices):
    NOT_STARTED = "not_started", _("Ikke i gang")
    IN_PROGRESS = "in_progress", _("Under arbeid")
    ON_TRACK = "on_track", _("Løpende, i rute")
    CHALLENGES = "challenges", _("Utfordringer")
    WAITING = "waiting", _("Venter på en annen virksomhet")
    DONE = "done", _("Oppfylt")
    MODIFIED = "modified", _("Endret")
    DROPPED = "dropped", _("Falt bort")


OPEN = frozenset(
    {
        ClauseStatus.NOT_STARTED,
        ClauseStatus.IN_PROGRESS,
        ClauseStatus.ON_TRACK,
        ClauseStatus.CHALLENGES,
        ClauseStatus.WAITING,
    }
)
CLOSED = frozenset({ClauseStatus.DONE, ClauseStatus.MODIFIED, ClauseStatus.DROPPED})
AT_WORK = frozenset({ClauseStatus.IN_PROGRESS, ClauseStatus.ON_TRACK, ClauseStatus.WAITING})

# Types of clauses by what they need before nothing is missing (features.md A03).
DELIVERED = frozenset({ClauseType.DUTY, ClauseType.REPORT})
PROVEN = DELIVERED | {ClauseType.CONDITION}
DATED = DELIVERED | {ClauseType.PROMISE, ClauseType.AUTHORITY}
OWNED = frozenset(ClauseType) - {ClauseType.INFORMATION}


class Gap(TextChoices):
    """What a clause can lack; the worst first."""

    OWNER = "owner", _("eier")
    DATE = "date", _("dato")
    DELIVERABLE = "deliverable", _("leveranse")
    EVIDENCE = "evidence", _("bevis")


NEEDED_BY = {Gap.OWNER: OWNED, Gap.DATE: DATED, Gap.DELIVERABLE: DELIVERED, Gap.EVIDENCE: PROVEN}


class ReadingState(TextChoices):
    QUEUED = "queued", _("Venter på lesing")
    READ = "read", _("Til gjennomgang")
    REGISTERED = "registered", _("Registrert")
    DROPPED = "dropped", _("Forkastet")


UNREAD = frozenset({ReadingState.QUEUED})
UNDER_REVIEW = frozenset({ReadingState.READ})
ENDED = frozenset({ReadingState.REGISTERED, ReadingState.DROPPED})

DROP_READING = Transition(
    event="reading.dropped",
    sources=UNREAD | UNDER_REVIEW,
    target=ReadingState.DROPPED,
    sentence="Lesingen av {subject} ble forkastet.",
)


class ProposalState(TextChoices):
    PROPOSED = "proposed", _("Ikke gjennomgått")
    ACCEPTED = "accepted", _("Godtatt")
    REJECTED = "rejected", _("Avvist")


UNDECIDED = frozenset({ProposalState.PROPOSED})
DECIDED = frozenset({ProposalState.ACCEPTED, ProposalState.REJECTED})


class ProposalOrigin(TextChoices):
    READER = "reader", _("lest av portalen")
    ADDED = "added", _("lagt til")
    SPLIT = "split", _("delt")
    MERGED = "merged", _("slått sammen")


class EvidenceKind(TextChoices):
    FILE = "file", _("Fil")
    LINK = "link", _("Lenke eller side i portalen")
    NOTE = "note", _("Notat")


class TieState(TextChoices):
    """Whether evidence still proves the clause it was tied to."""

    HOLDS = "holds", _("Gjelder")
    TO_RECONFIRM = "to_reconfirm", _("Må bekreftes på nytt")
    LOOSENED = "loosened", _("Løsnet")


COUNTING = frozenset({TieState.HOLDS, TieState.TO_RECONFIRM})
LOOSE = frozenset({TieState.LOOSENED})


class ChangeKind(TextChoices):
    """What a clause of a later letter does to an earlier clause (domain.md T-03)."""

    SPECIFIES = "specifies", _("presiserer")
    CHANGES = "changes", _("endrer")
    REPEALS = "repeals", _("opphever")
    FULFILS = "fulfils", _("innfrir løftet i")

    @property
    def as_done(self) -> str:
        """The same said of the earlier clause: it is specified by the later one."""
        return str(_BY[self])


_BY = {
    ChangeKind.SPECIFIES: _("Presisert av"),
    ChangeKind.CHANGES: _("Endret av"),
    ChangeKind.REPEALS: _("Opphevet av"),
    ChangeKind.FULFILS: _("Løftet er innfridd av"),
}


class QuestionState(TextChoices):
    OPEN = "open", _("Åpent")
    ANSWERED = "answered", _("Besvart")
    SETTLED = "settled", _("Avklart i et brev")


UNSETTLED = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
SETTLED = frozenset({QuestionState.SETTLED})

ANSWER_QUESTION = Transition(
    event="question.answered",
    sources=UNSETTLED,
    target=QuestionState.ANSWERED,
    sentence="Spørsmålet «{subject}» ble besvart.",
)
SETTLE_QUESTION = Transition(
    event="question.settled",
    sources=UNSETTLED,
    target=QuestionState.SETTLED,
    sentence="Spørsmålet «{subject}» ble avklart i et nytt brev.",
)


class ReportState(TextChoices):
    DRAFT = "draft", _("Utkast")
    SENT = "sent", _("Sendt")


REPORT_DRAFTS = frozenset({ReportState.DRAFT})
SENT_REPORTS = frozenset({ReportState.SENT})

SEND_REPORT = Transition(
    event="report.sent", sources=REPORT_DRAFTS, target=ReportState.SENT, sentence="{subject} ble sendt."
)


PARTITIONS = [
    (LetterState, DRAFTS, IN_FORCE),
    (ClauseStatus, OPEN, CLOSED),
    (ReadingState, UNREAD, UNDER_REVIEW, ENDED),
    (ProposalState, UNDECIDED, DECIDED),
    (TieState, COUNTING, LOOSE),
    (QuestionState, UNSETTLED, SETTLED),
    (ReportState, REPORT_DRAFTS, SENT_REPORTS),
]
