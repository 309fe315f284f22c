"""What a trial (utprøving) can be, and what may follow what."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class PilotState(TextChoices):
    """The life of one trial (domain.md P-02)."""

    IDEA = "idea", _("Idé")
    PLAN = "plan", _("Plan")
    DECIDED = "decided", _("Besluttet")
    RUNNING = "running", _("Pågår")
    EVALUATION = "evaluation", _("Evaluering")
    ENDED = "ended", _("Avsluttet")
    STOPPED = "stopped", _("Stanset")


# Nothing is decided: it may be written freely, and an idea may be taken out again.
UNDECIDED = frozenset({PilotState.IDEA, PilotState.PLAN})
# Decided, and not over.
UNDER_WAY = frozenset({PilotState.DECIDED, PilotState.RUNNING, PilotState.EVALUATION})
# Over, and still found by everyone who could see it.
OVER = frozenset({PilotState.ENDED, PilotState.STOPPED})
OPEN = UNDECIDED | UNDER_WAY


class EndResult(TextChoices):
    """What becomes of a trial that is over (domain.md P-02)."""

    CONTINUED = "continued", _("Videreføres")
    SCALED = "scaled", _("Skaleres")
    CLOSED = "closed", _("Avsluttes")


class WorkProcess(TextChoices):
    """The work the trial is about."""

    RECRUITMENT = "recruitment", _("Rekruttering og HR")
    PUBLIC_HEARING = "public_hearing", _("Høringsprosessen")
    GOVERNANCE = "governance", _("Etatsstyring")
    CASEWORK = "casework", _("Saksbehandling")
    TASKS = "tasks", _("Oppgaveløsning")
    WRITING = "writing", _("Skriving og språk")
    SEARCH = "search", _("Søk og kunnskap")
    COMMUNICATION = "communication", _("Kommunikasjon")
    DEVELOPMENT = "development", _("Utvikling og IKT")
    OTHER = "other", _("Annet")


class Profession(TextChoices):
    """Whose experience a card holds (features.md P15)."""

    ADVISER = "adviser", _("Saksbehandler")
    LAWYER = "lawyer", _("Jurist")
    ECONOMIST = "economist", _("Økonom")
    LEADER = "leader", _("Leder")
    HR = "hr", _("HR")
    COMMUNICATION = "comms", _("Kommunikasjon")
    ARCHIVE = "archive", _("Arkiv")
    TECHNOLOGY = "technology", _("IKT")
    OTHER = "other_profession", _("Annet fag")


class PublicAccess(TextChoices):
    """Whether the public may read the information; an axis of its own (domain.md 3.5, S-04)."""

    UNCLEAR = "unclear", _("Ikke avklart")
    PUBLIC = "public", _("Offentlig informasjon")
    WITHHELD = "withheld", _("Informasjon unntatt offentlighet")


class Place(TextChoices):
    """Where the information is processed (features.md P10)."""

    UNCLEAR = "place_unclear", _("Ikke avklart")
    PUBLIC_CLOUD = "public_cloud", _("Offentlig nettsky")
    PRIVATE_CLOUD = "private_cloud", _("Privat nettsky")
    OWN_CENTRE = "own_centre", _("Eget datasenter")


class Need(TextChoices):
    """An assessment that must be made: a real value also while nobody has made it."""

    NOT_ASSESSED = "not_assessed", _("Ikke vurdert")
    NO = "no", _("Nei")
    YES = "yes", _("Ja")


class ExemptionAnswer(TextChoices):
    """What the authority said about an exemption from law (features.md P11)."""

    PENDING = "pending", _("Venter på svar")
    GRANTED = "granted", _("Unntak gitt")
    REFUSED = "refused", _("Unntak avslått")


class RiskClass(TextChoices):
    """The classes of the AI Act in Norwegian usage, and three values for not knowing (domain.md 3.3, P08)."""

    NOT_ASSESSED = "not_assessed", _("Ikke vurdert")
    UNKNOWN = "unknown", _("Ukjent")
    NOT_REGULATED = "not_regulated", _("Ikke regulert")
    MINIMAL = "minimal", _("Minimal risiko")
    TRANSPARENCY = "transparency", _("Transparensrisiko")
    HIGH = "high", _("Høyrisiko")
    PROHIBITED = "prohibited", _("Uakseptabel risiko (forbudt)")


class ActRole(TextChoices):
    """What the body is under the AI Act."""

    PROVIDER = "provider", _("Leverandør")
    DEPLOYER = "deployer", _("Idriftsetter")
    BOTH = "both", _("Leverandør og idriftsetter")


class NarrowTask(TextChoices):
    """Why an area of Annex III is not high risk after all (the AI Act, art. 6(3))."""

    NARROW = "narrow", _("Snever prosedyreoppgave")
    IMPROVES = "improves", _("Forbedrer et ferdig resultat laget av mennesker")
    DETECTS = "detects", _("Oppdager avvik")
    PREPARES = "prepares", _("Forberedende oppgave")


class InvolvementForm(TextChoices):
    """How the employees' representatives took part (domain.md 3.2, P-03)."""

    INFORMATION = "information", _("Informasjon")
    DISCUSSION = "discussion", _("Drøfting")
    NEGOTIATION = "negotiation", _("Forhandling")
    NOT_RELEVANT = "not_relevant", _("Ikke relevant")


class Representative(TextChoices):
    """Organisations, never people: nobody's membership of a union is kept (domain.md P-03)."""

    LO = "lo", _("LO Stat")
    YS = "ys", _("YS Stat")
    UNIO = "unio", _("Unio")
    AKADEMIKERNE = "akademikerne", _("Akademikerne")
    SAFETY = "safety", _("Vernetjenesten")
    LOCAL = "local", _("Lokale tillitsvalgte")


class MilestoneKind(TextChoices):
    """What a date in the plan is."""

    MILESTONE = "milestone", _("Milepæl")
    EVALUATION = "evaluation_date", _("Evaluering")


class GoalResult(TextChoices):
    """How it went with a goal, also when it went badly (domain.md P-10)."""

    REACHED = "reached", _("Nådd")
    PARTLY = "partly_reached", _("Delvis nådd")
    NOT_REACHED = "not_reached", _("Ikke nådd")


class GainKind(TextChoices):
    """The kinds of a benefit plan (domain.md 3.6)."""

    BUDGET = "budget", _("Budsjettmessig virkning i egen virksomhet")
    ALTERNATIVE = "alternative", _("Alternativ anvendelse i virksomheten")
    OTHERS = "others", _("Prissatt nytte i øvrig offentlig sektor")
    UNPRICED = "unpriced", _("Ikke-prissatt virkning")


class MeasurementKind(TextChoices):
    """When something was measured (features.md P12)."""

    BASELINE = "baseline", _("Nullpunkt")
    PULSE = "pulse", _("Underveis")
    END = "end", _("Slutt")


class Label(TextChoices):
    """How good a figure is; only what is measured is added up (features.md P13, moonshot 11)."""

    MEASURED = "measured", _("Målt")
    ESTIMATED = "estimated", _("Anslått")
    IMPRESSION = "impression", _("Inntrykk")


ADDED_UP = frozenset({Label.MEASURED})


class NotShared(TextChoices):
    """Why a report is not shared; shown to all (features.md P14)."""

    PERSONAL = "personal", _("Inneholder personopplysninger")
    WITHHELD = "withheld_report", _("Unntatt offentlighet")
    SUPPLIER = "supplier", _("Inneholder leverandørens forretningshemmeligheter")
    UNFINISHED = "unfinished", _("Rapporten er ikke ferdig")


class Maturity(IntegerChoices):
    """DFØ's «modenhetstrapp» (domain.md 3.1, P-13)."""

    EXPLORE = 1, _("1. Utforsking og utprøving")
    OWN_DATA = 2, _("2. KI på egne data")
    INTEGRATED = 3, _("3. KI integrert i systemer")
    OWN_AI = 4, _("4. Utvikle egen KI")


class CorrectionOutcome(TextChoices):
    """What became of a message that an entry is wrong (features.md P17)."""

    MENDED = "mended", _("Rettet")
    KEPT = "kept", _("Oppføringen er riktig")


STEP_PLAN = Transition(
    event="pilot.planned",
    sources=frozenset({PilotState.IDEA}),
    target=PilotState.PLAN,
    sentence="{subject} er nå en plan.",
)
STEP_DECIDE = Transition(
    event="pilot.decided",
    sources=frozenset({PilotState.PLAN}),
    target=PilotState.DECIDED,
    sentence="{subject} ble besluttet.",
)
STEP_START = Transition(
    event="pilot.started",
    sources=frozenset({PilotState.DECIDED}),
    target=PilotState.RUNNING,
    sentence="{subject} pågår.",
)
STEP_EVALUATE = Transition(
    event="pilot.evaluation_begun",
    sources=frozenset({PilotState.RUNNING}),
    target=PilotState.EVALUATION,
    sentence="{subject} blir evaluert.",
)
STEP_END = Transition(
    event="pilot.ended",
    sources=frozenset({PilotState.EVALUATION}),
    target=PilotState.ENDED,
    sentence="{subject} ble avsluttet.",
)
STEP_STOP = Transition(
    event="pilot.stopped", sources=OPEN, target=PilotState.STOPPED, sentence="{subject} ble stanset."
)

PARTITIONS = [(PilotState, UNDECIDED, UNDER_WAY, OVER)]
