"""What outlines, sessions, registrations and attendance can be, and what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.states import Transition


class Aim(TextChoices):
    """The two aims that the letter sets for the course (clauses.md 3.3)."""

    WHAT = "what", _("Hva KI er")
    USE = "use", _("Hvordan KI kan brukes i jobben")


class OutlineState(TextChoices):
    """The life of one version of an outline (features.md C01)."""

    DRAFT = "draft", _("Utkast")
    ISSUED = "issued", _("Foreligger")


# The modules may still be written; at most one of these per outline.
OPEN_OUTLINES = frozenset({OutlineState.DRAFT})
# The version lies fast: DFD and fagrådet have it.
FIXED_OUTLINES = frozenset({OutlineState.ISSUED})


class Level(TextChoices):
    """How far a course goes (S003: introduction and advanced)."""

    INTRODUCTION = "intro", _("Introduksjon")
    ADVANCED = "advanced", _("Videregående")


class LeaderPart(TextChoices):
    """What a participant's leader has to do with a sign-up to the course (features.md C10)."""

    NONE = "none", _("Lederen er ikke med")
    TOLD = "told", _("Lederen får beskjed")
    APPROVES = "approves", _("Lederen godkjenner")


WITHOUT_LEADER = frozenset({LeaderPart.NONE})
WITH_LEADER = frozenset({LeaderPart.TOLD, LeaderPart.APPROVES})


class SessionLanguage(TextChoices):
    """What is spoken."""

    NB = "nb", _("Bokmål")
    NN = "nn", _("Nynorsk")
    EN = "en", _("Engelsk")


class SessionState(TextChoices):
    """The life of one session (features.md C05)."""

    PLANNED = "planned", _("Planlagt")
    OPEN = "open", _("Åpen for påmelding")
    CLOSED = "closed", _("Stengt for påmelding")
    CANCELLED = "cancelled", _("Avlyst")


UNOPENED_SESSIONS = frozenset({SessionState.PLANNED})
TAKING_SESSIONS = frozenset({SessionState.OPEN})
SHUT_SESSIONS = frozenset({SessionState.CLOSED})
CALLED_OFF_SESSIONS = frozenset({SessionState.CANCELLED})
# People have signed up, and it is to be held.
RUNNING_SESSIONS = TAKING_SESSIONS | SHUT_SESSIONS


class RegistrationState(TextChoices):
    """Where one sign-up stands (features.md C06, C07, C10)."""

    ASKING = "asking", _("Venter på leder")
    SEATED = "seated", _("Har plass")
    OFFERED = "offered", _("Har tilbud om plass")
    WAITING = "waiting", _("På venteliste")
    CANCELLED = "cancelled", _("Meldt av")
    DECLINED = "declined", _("Takket nei")
    EXPIRED = "expired", _("Tilbudet gikk ut")
    REMOVED = "removed", _("Tatt av listen")
    REFUSED = "refused", _("Lederen sa nei")


# A seat is taken: an offer holds its seat until it is answered or runs out (domain.md K-02).
HOLDING = frozenset({RegistrationState.SEATED, RegistrationState.OFFERED})
QUEUEING = frozenset({RegistrationState.WAITING})
# Holds no seat before the leader has said yes; the number of the row keeps its place in the line.
ASKED = frozenset({RegistrationState.ASKING})
# One of these per person and session.
ACTIVE = HOLDING | QUEUEING | ASKED
ENDED = frozenset(
    {
        RegistrationState.CANCELLED,
        RegistrationState.DECLINED,
        RegistrationState.EXPIRED,
        RegistrationState.REMOVED,
        RegistrationState.REFUSED,
    }
)


class Presence(TextChoices):
    """Whether somebody with a seat came (features.md C11; domain.md K-04)."""

    FULL = "full", _("Til stede hele tiden")
    PART = "part", _("Til stede en del")
    ABSENT = "absent", _("Ikke møtt")
    EXCUSED = "excused", _("Meldt forfall")


# Only those who were there all the time are counted as trained and get a certificate (features.md C12).
TRAINED = frozenset({Presence.FULL})
CAME = frozenset({Presence.FULL, Presence.PART})
NOT_THERE = frozenset({Presence.ABSENT, Presence.EXCUSED})


class PresenceSource(TextChoices):
    """How attendance was set."""

    FORM = "form", _("Ført av kursansvarlig")
    CODE = "code", _("Sjekket inn med kode")


PARTITIONS = [
    (OutlineState, OPEN_OUTLINES, FIXED_OUTLINES),
    (SessionState, UNOPENED_SESSIONS, TAKING_SESSIONS, SHUT_SESSIONS, CALLED_OFF_SESSIONS),
    (LeaderPart, WITHOUT_LEADER, WITH_LEADER),
    (RegistrationState, HOLDING, QUEUEING, ASKED, ENDED),
    (Presence, CAME, NOT_THERE),
]

ISSUE_OUTLINE = Transition(
    event="outline.issued",
    sources=OPEN_OUTLINES,
    target=OutlineState.ISSUED,
    sentence="{subject} foreligger. DFD og kursansvarlig skal ha nærmere dialog om innholdet.",
)
OPEN_SESSION = Transition(
    event="session.opened",
    sources=UNOPENED_SESSIONS | SHUT_SESSIONS,
    target=SessionState.OPEN,
    sentence="{subject} ble åpnet for påmelding.",
)
CLOSE_SESSION = Transition(
    event="session.closed",
    sources=TAKING_SESSIONS,
    target=SessionState.CLOSED,
    sentence="{subject} ble stengt for påmelding.",
)
CANCEL_SESSION = Transition(
    event="session.cancelled",
    sources=UNOPENED_SESSIONS | RUNNING_SESSIONS,
    target=SessionState.CANCELLED,
    sentence="{subject} ble avlyst: {subject.cancelled_because}",
)

_BECAUSE = " {subject.because}"
OFFER_SEAT = Transition(
    event="registration.offered",
    sources=QUEUEING,
    target=RegistrationState.OFFERED,
    sentence="{subject} fikk tilbud om plass." + _BECAUSE,
)
ACCEPT_OFFER = Transition(
    event="registration.accepted",
    sources=frozenset({RegistrationState.OFFERED}),
    target=RegistrationState.SEATED,
    sentence="{subject} har plass." + _BECAUSE,
)
DECLINE_OFFER = Transition(
    event="registration.declined",
    sources=frozenset({RegistrationState.OFFERED}),
    target=RegistrationState.DECLINED,
    sentence="{subject} takket nei til plassen." + _BECAUSE,
)
EXPIRE_OFFER = Transition(
    event="registration.expired",
    sources=frozenset({RegistrationState.OFFERED}),
    target=RegistrationState.EXPIRED,
    sentence="{subject} mistet tilbudet om plass." + _BECAUSE,
)
NAME_IN_LINE = Transition(
    event="registration.named",
    sources=QUEUEING,
    target=RegistrationState.SEATED,
    sentence="{subject} har plass." + _BECAUSE,
)
_SAID_YES = "{subject} er godkjent av lederen." + _BECAUSE
SEAT_APPROVED = Transition(
    event="registration.approved", sources=ASKED, target=RegistrationState.SEATED, sentence=_SAID_YES
)
LINE_UP_APPROVED = Transition(
    event="registration.approved", sources=ASKED, target=RegistrationState.WAITING, sentence=_SAID_YES
)
REFUSE_REGISTRATION = Transition(
    event="registration.refused",
    sources=ASKED,
    target=RegistrationState.REFUSED,
    sentence="{subject} er ikke godkjent av lederen." + _BECAUSE,
)
CANCEL_REGISTRATION = Transition(
    event="registration.cancelled",
    sources=frozenset({RegistrationState.SEATED, RegistrationState.WAITING, RegistrationState.ASKING}),
    target=RegistrationState.CANCELLED,
    sentence="{subject} ble meldt av." + _BECAUSE,
)
REMOVE_REGISTRATION = Transition(
    event="registration.removed",
    sources=ACTIVE,
    target=RegistrationState.REMOVED,
    sentence="{subject} ble tatt av listen." + _BECAUSE,
)
