"""The portal's own scheduled work. Each task is one call."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal import health, operations, retention
from portal.imports.tasks import queue_stale
from portal.jobs.tasks import queue_left
from portal.letters.tasks import queue_left_readings
from portal.notifications import messages, outbox, reminders
from portal.operations import on_schedule


@shared_task
def heartbeat(**_: object) -> None:
    """Sent by beat, done by a worker: that it is done shows that both are alive."""
    health.mark_seen(at=timezone.now())


@shared_task
@on_schedule("clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions")


@shared_task
@on_schedule("resume_imports")
def resume_imports() -> int:
    """Find imports whose worker died, and run them again."""
    return queue_stale()


@shared_task
@on_schedule("resume_jobs")
def resume_jobs() -> int:
    """Find long jobs whose worker died, and run them again."""
    return queue_left()


@shared_task
@on_schedule("resume_readings")
def resume_readings() -> int:
    """Find letters that were to be read and whose worker died, and read them."""
    return queue_left_readings()


@shared_task
@on_schedule("remind")
def remind() -> dict[str, int]:
    """Make the reminders that have fallen due."""
    return reminders.remind_all(now=timezone.now())


@shared_task
@on_schedule("gather_mail")
def gather_mail() -> dict[str, int]:
    """Make messages of what has happened, and put what is ready into mail."""
    now = timezone.now()
    return {"events": messages.hear_events(now=now), "mails": outbox.gather(now=now)}


@shared_task
@on_schedule("send_mail")
def send_mail() -> dict[str, int]:
    """Send what waits in the outbox."""
    return outbox.send_ready()


@shared_task
@on_schedule("watch")
def watch() -> int:
    """Look at the machinery, and start or end its alarms."""
    return operations.watch(now=timezone.now())


@shared_task
@on_schedule("delete_old")
def delete_old() -> dict[str, int]:
    """Delete what has been kept long enough; the report stands on the operator's page."""
    report = retention.delete_old(now=timezone.now())
    return {"deleted": sum(line["deleted"] for line in report.lines)}
