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
