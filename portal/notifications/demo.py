"""Made-up deadlines near today, so that a demonstration has something to be reminded of; marked «EKSEMPEL»."""

import datetime

from django.utils import timezone

from portal.dates import oslo_date, oslo_today
from portal.notifications.models import Deadline
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.people.models import Organisation

EXAMPLES = (
    ("eksempel-avstemming", "Avstem oversikten mot regnskapet (EKSEMPEL)", 3),
    ("eksempel-status", "Skriv status på alle punktene (EKSEMPEL)", 12),
)


def load_examples() -> int:
    """Mailboxes of the bodies, two deadlines counted from today, and the reminders that have fallen due; again adds nothing."""
    now = timezone.now()
    _give_mailboxes()
    receiver = Organisation.objects.get(key="dss")
    made = 0
    for key, title, days in EXAMPLES:
        if not Deadline.objects.filter(organisation=receiver, key=key).exists():
            due_on = oslo_date(now) + datetime.timedelta(days=days)
            Deadline.objects.create(
                year=due_on.year, key=key, title=title, due_on=due_on, organisation=receiver, source="Oppdiktet. EKSEMPEL"
            )  # fmt: skip
            made += 1
    remind(rule=REMINDERS["deadline.due"], now=now)
    return made


def _give_mailboxes() -> None:
    """Addresses where nobody lives, so that the bodies can be written to in a demonstration."""
    for body in Organisation.objects.filter(mailbox="").existing_on(oslo_today()):
        Organisation.objects.filter(pk=body.pk).update(mailbox=f"postmottak@{body.key}.example.test")
