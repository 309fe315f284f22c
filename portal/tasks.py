"""The portal's own scheduled work. Each task is one call."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal import health
from portal.imports.tasks import queue_stale


@shared_task
def heartbeat(**_: object) -> None:
    """Sent by beat, done by a worker: that it is done shows that both are alive."""
    health.mark_seen(at=timezone.now())


@shared_task
def clear_sessions(**_: object) -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions")


@shared_task
def resume_imports(**_: object) -> None:
    """Find imports whose worker died, and run them again."""
    queue_stale()
