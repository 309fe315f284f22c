"""What may follow what for an import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    QUEUED = "queued", _("Venter på kontroll")
    CHECKING = "checking", _("Kontrolleres")
    NEEDS_ANSWERS = "needs_answers", _("Trenger svar fra deg")
    REFUSED = "refused", _("Kan ikke importeres")
    CHECKED = "checked", _("Klar til import")
    ORDERED = "ordered", _("Venter på import")
    SAVING = "saving", _("Importeres")
    IMPORTED = "imported", _("Importert")
    CANCELLED = "cancelled", _("Avbrutt")


RUNNING = frozenset({RunState.QUEUED, RunState.CHECKING, RunState.ORDERED, RunState.SAVING})
WAITING_FOR_A_PERSON = frozenset({RunState.NEEDS_ANSWERS, RunState.REFUSED, RunState.CHECKED})
ENDED = frozenset({RunState.IMPORTED, RunState.CANCELLED})
