"""The nightly deletion: what has been kept long enough goes, what is not archived stays and is said (domain.md S-07)."""

import datetime
from collections.abc import Callable
from dataclasses import asdict, dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.dates import oslo_date
from portal.files import erase_file
from portal.jobs.models import Job
from portal.jobs.states import OVER
from portal.notifications.models import (
    Alarm,
    CalendarSubscription,
    Delegation,
    Notice,
    OutgoingMail,
    RetentionReport,
)
from portal.notifications.states import FINISHED, MailState

TECHNICAL = datetime.timedelta(days=90)
MAIL_KEPT = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One type: how long it is kept, how many were deleted, how many stay although their time is up, and why."""

    what: str
    kept: str
    deleted: int
    skipped: int = 0
    why: str = ""


Rule = Callable[[datetime.datetime], Line]
_rules: list[Rule] = []


def register_retention(rule: Rule) -> None:
    """Add a rule of deletion; it deletes what is old at the moment given, and says what it left and why."""
    if rule not in _rules:
        _rules.append(rule)


def delete_old(*, now: datetime.datetime) -> RetentionReport:
    """Run every rule, each in a transaction of its own, and keep the report."""
    lines = []
    for rule in (_sessions, _results, _mail, _absences, *_rules):
        with transaction.atomic():
            lines.append(asdict(rule(now)))
    return RetentionReport.objects.create(made_at=now, lines=lines)


def _sessions(now: datetime.datetime) -> Line:
    deleted, _each = UserSession.objects.filter(last_seen_at__lt=now - TECHNICAL).delete()
    alarms, _each = Alarm.objects.filter(ended_at__lt=now - TECHNICAL).delete()
    addresses, _each = CalendarSubscription.objects.filter(revoked_at__lt=now - TECHNICAL).delete()
    return Line(
        str(_("Innlogginger, alarmer og stengte kalenderadresser")), "90", deleted + alarms + addresses
    )


def _results(now: datetime.datetime) -> Line:
    """The files of finished jobs; the row stays a year as a trace, without its file."""
    kept = datetime.timedelta(days=settings.JOB_RESULT_DAYS)
    old = Job.objects.filter(state__in=OVER, ended_at__lt=now - kept).select_related("result")
    deleted = 0
    for job in old.exclude(result=None):
        erase_file(file=job.result, because="oppbevaringstiden er ute", at=now)  # type: ignore[arg-type]
        Job.objects.filter(pk=job.pk).update(result=None)
        deleted += 1
    Job.objects.filter(state__in=OVER, ended_at__lt=now - MAIL_KEPT).delete()
    return Line(str(_("Filer fra jobber")), str(settings.JOB_RESULT_DAYS), deleted)


def _mail(now: datetime.datetime) -> Line:
    """Notices and mail a year old; what is not sent stays, and is said."""
    old = OutgoingMail.objects.filter(created_at__lt=now - MAIL_KEPT)
    skipped = old.exclude(state__in=FINISHED).count()
    Notice.objects.filter(created_at__lt=now - MAIL_KEPT).exclude(
        mail__state__in=[MailState.QUEUED, MailState.SENDING, MailState.PARKED]
    ).delete()
    deleted, _each = old.filter(state__in=FINISHED).delete()
    why = str(_("De er ikke sendt.")) if skipped else ""
    return Line(str(_("Varsler og e-post")), "365", deleted, skipped, why)


def _absences(now: datetime.datetime) -> Line:
    deleted, _each = Delegation.objects.filter(to_on__lt=oslo_date(now - TECHNICAL)).delete()
    return Line(str(_("Fravær som er over")), "90", deleted)
