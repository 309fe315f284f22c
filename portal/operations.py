"""The machinery looks after itself: last runs, alarms, and the nightly deletion."""

import datetime
import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import health
from portal.dates import oslo_date
from portal.imports.models import ImportRun
from portal.imports.states import RUNNING
from portal.jobs.models import Job
from portal.jobs.states import JobState
from portal.notifications import outbox
from portal.notifications.models import Alarm, OutgoingMail, RetentionReport, ScheduledRun

PART_NAMES = {
    "database": gettext_lazy("Database"),
    "redis": gettext_lazy("Mellomlager"),
    "broker": gettext_lazy("Oppgavekø"),
    "worker": gettext_lazy("Arbeidsprosess"),
    "beat": gettext_lazy("Klokke"),
}
TASK_NAMES = {
    "resume_imports": gettext_lazy("Ta opp igjen importer"),
    "remind": gettext_lazy("Finn påminnelser"),
    "gather_mail": gettext_lazy("Samle varsler i e-post"),
    "send_mail": gettext_lazy("Send e-post"),
    "resume_jobs": gettext_lazy("Ta opp igjen jobber"),
    "move_seats": gettext_lazy("Flytt kursplasser"),
    "move_stream": gettext_lazy("Publiser og ta ned nytt"),
    "resume_readings": gettext_lazy("Ta opp igjen lesing av brev"),
    "fold_sums": gettext_lazy("Slå sammen summer"),
    "watch": gettext_lazy("Se etter feil"),
    "delete_old": gettext_lazy("Slett det som er gammelt"),
    "clear_sessions": gettext_lazy("Slett utløpte økter"),
}
OLD_MAIL = datetime.timedelta(minutes=10)
LATE = datetime.timedelta(minutes=15)
LEAST_DISK = 0.10
A_MINUTE = 60
A_DAY = datetime.timedelta(days=1)


def on_schedule(name: str) -> Callable[[Callable[[], Any]], Callable[..., None]]:
    """Remember when a scheduled task last began and ended, what it did, and what went wrong."""

    def remember(task: Callable[[], Any]) -> Callable[..., None]:
        @functools.wraps(task)
        def run(**_: object) -> None:
            began = timezone.now()
            ScheduledRun.objects.update_or_create(
                task=name, defaults={"started_at": began, "ended_at": None, "error": ""}
            )
            try:
                result = task()
            except Exception as error:
                # Said on the operator's page, and raised again for the log.
                said = f"{type(error).__name__}: {error}"[:400]
                _note_end(name, error=said)
                raise
            _note_end(name, result=result if isinstance(result, dict) else {"count": result})

        return run

    return remember


def _note_end(name: str, **fields: Any) -> None:
    try:
        ScheduledRun.objects.filter(task=name).update(ended_at=timezone.now(), **fields)
    except DatabaseError:
        return  # The task's own error is the one to be heard.


# Alarms ---------------------------------------------------------------------------------------


def troubles(*, now: datetime.datetime) -> dict[str, str]:
    """Everything that is wrong at the moment, {key: sentence}."""
    found = {
        "outbox": _outbox(now),
        "parked": _parked(),
        "jobs": _failed_jobs(now),
        "imports": _failed_imports(now),
        "disk": _disk(),
        "schedule": _schedule(now),
    }
    return {key: sentence for key, sentence in found.items() if sentence}


def watch(*, now: datetime.datetime) -> int:
    """Start the alarms of what is wrong and end those of what is right again; returns how many ring."""
    found = troubles(now=now)
    Alarm.objects.ringing().exclude(key__in=found).update(ended_at=now)
    Alarm.objects.bulk_create(
        [
            Alarm(key=key, sentence=sentence[:300], since_on=oslo_date(now), began_at=now)
            for key, sentence in found.items()
        ],
        ignore_conflicts=True,
    )
    for key, sentence in found.items():
        Alarm.objects.ringing().filter(key=key).exclude(sentence=sentence[:300]).update(
            sentence=sentence[:300]
        )
    return len(found)


def _outbox(now: datetime.datetime) -> str:
    waited = outbox.waiting_since(now=now)
    if waited is None or waited < OLD_MAIL:
        return ""
    return _("E-post har ventet i %(minutes)s minutter uten å bli sendt.") % {
        "minutes": int(waited.total_seconds() // 60)
    }


def _parked() -> str:
    count = OutgoingMail.objects.parked().count()
    text = ngettext(
        "%(count)s e-post er satt til side etter siste forsøk.",
        "%(count)s e-poster er satt til side etter siste forsøk.",
        count,
    )
    return text % {"count": count} if count else ""


def _failed_jobs(now: datetime.datetime) -> str:
    count = Job.objects.filter(state=JobState.FAILED, ended_at__gt=now - A_DAY).count()
    text = ngettext(
        "%(count)s jobb stanset med feil siste døgn.", "%(count)s jobber stanset med feil siste døgn.", count
    )
    return text % {"count": count} if count else ""


def _failed_imports(now: datetime.datetime) -> str:
    count = ImportRun.objects.filter(state__in=RUNNING, seen_at__lt=now - LATE).count()
    text = ngettext("%(count)s import har stanset.", "%(count)s importer har stanset.", count)
    return text % {"count": count} if count else ""


def free_disk() -> float:
    """The share of the disk with the files that is free."""
    folder = Path(settings.FILES_ROOT)
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total


def _disk() -> str:
    share = free_disk()
    return (
        _("Bare %(percent)s prosent av disken er ledig.") % {"percent": round(share * 100)}
        if share < LEAST_DISK
        else ""
    )


def _schedule(now: datetime.datetime) -> str:
    """Entries that run every few minutes and have not run for a quarter of an hour."""
    frequent = [
        entry["task"].rpartition(".")[2]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if isinstance(entry["schedule"], float)
    ]
    late = ScheduledRun.objects.filter(task__in=frequent, started_at__lt=now - LATE)
    names = ", ".join(str(TASK_NAMES.get(task, task)) for task in late.values_list("task", flat=True))
    return _("Disse oppgavene har ikke gått på et kvarter: %(names)s.") % {"names": names} if names else ""


# What the operator's page shows ---------------------------------------------------------------


@dataclass(frozen=True)
class ScheduleLine:
    """One entry of the schedule and its last run; `run` is None until it has run once."""

    name: str
    schedule: str
    run: ScheduledRun | None


def schedule_lines() -> list[ScheduleLine]:
    """Every entry of the schedule with its last run; one query."""
    runs = {run.task: run for run in ScheduledRun.objects.all()}
    return [
        ScheduleLine(str(TASK_NAMES.get(task, task)), _how_often(entry["schedule"]), runs.get(task))
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if (task := entry["task"].rpartition(".")[2]) != "heartbeat"
    ]


def part_lines() -> list[tuple[str, str]]:
    """(name, how it is) of each part that the health page asks; the heartbeat is the last two of them."""
    return [(str(PART_NAMES[name]), check() or _("Bra")) for name, check in health.CHECKS.items()]


def _how_often(schedule: Any) -> str:
    if isinstance(schedule, float) and schedule >= 2 * A_MINUTE:
        return _("hvert %(minutes)s. minutt") % {"minutes": int(schedule // A_MINUTE)}
    if isinstance(schedule, float):
        return _("hvert %(seconds)s. sekund") % {"seconds": int(schedule)}
    return _("hver natt klokken %(hour)s.%(minute)s") % {
        "hour": f"{min(schedule.hour):02}",
        "minute": f"{min(schedule.minute):02}",
    }


def state_of_machinery(*, now: datetime.datetime) -> dict[str, Any]:
    """Outbox, jobs, disk and the last deletion, in figures."""
    return {
        "outbox_waiting": OutgoingMail.objects.unsent().count(),
        "outbox_parked": OutgoingMail.objects.parked().count(),
        "outbox_age": outbox.waiting_since(now=now),
        "jobs_under_way": Job.objects.under_way().count(),
        "imports_under_way": ImportRun.objects.filter(state__in=RUNNING).count(),
        "disk_free": round(free_disk() * 100),
        "retention": RetentionReport.objects.first(),
    }
