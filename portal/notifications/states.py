"""What may follow what for a notice and for a mail in the outbox."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeState(TextChoices):
    WAITING = "waiting", _("Venter på å bli sendt")
    LISTED = "listed", _("Bare i portalen")
    MAILED = "mailed", _("Lagt i en e-post")
    WITHDRAWN = "withdrawn", _("Trukket tilbake")


OPEN_NOTICES = frozenset({NoticeState.WAITING, NoticeState.LISTED, NoticeState.MAILED})
ENDED_NOTICES = frozenset({NoticeState.WITHDRAWN})


class MailState(TextChoices):
    QUEUED = "queued", _("I kø")
    SENDING = "sending", _("Sendes")
    SENT = "sent", _("Sendt")
    PARKED = "parked", _("Satt til side")
    WITHHELD = "withheld", _("Holdt tilbake i denne installasjonen")
    WITHDRAWN_UNSENT = "withdrawn_unsent", _("Trukket tilbake før sending")


TO_SEND = frozenset({MailState.QUEUED, MailState.SENDING})
TO_LOOK_AT = frozenset({MailState.PARKED})
FINISHED = frozenset({MailState.SENT, MailState.WITHHELD, MailState.WITHDRAWN_UNSENT})

PARTITIONS = [(NoticeState, OPEN_NOTICES, ENDED_NOTICES), (MailState, TO_SEND, TO_LOOK_AT, FINISHED)]


class Delivery(TextChoices):
    """How a person wants to hear of things."""

    AT_ONCE = "at_once", _("Med en gang")
    DIGEST = "digest", _("Samlet i én e-post klokken 8")
    PORTAL_ONLY = "portal_only", _("Bare i portalen, ingen e-post")
