"""What may follow what for a job."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    QUEUED = "queued", _("Venter på tur")
    RUNNING = "running", _("Arbeider")
    DONE = "done", _("Ferdig")
    FAILED = "failed", _("Stanset med feil")
    CANCELLED = "cancelled", _("Avbrutt")


UNDER_WAY = frozenset({JobState.QUEUED, JobState.RUNNING})
OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
PARTITIONS = [(JobState, UNDER_WAY, OVER)]
