"""Long work in Celery: fetch, one action. It can be run again after a worker was killed."""

import structlog
from celery import shared_task
from celery.exceptions import OperationalError as QueueAway
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from portal.jobs.actions import resume_jobs, run_job

log = structlog.get_logger(__name__)


@shared_task(name="portal.jobs.run")
def work(*, job_id: int, **_: object) -> None:
    run_job(pk=job_id, clock=timezone.now)


def send(job_id: int) -> None:
    """Queue a job. Without a queue it waits, and the sweep finds it."""
    try:
        work.apply_async(kwargs={"job_id": job_id}, retry=False)
    except (QueueAway, BrokerAway, OSError) as error:
        log.warning("queue_away", job=job_id, error=str(error))


def queue_left() -> int:
    """Queue the jobs that nobody works on; returns how many."""
    left = resume_jobs(now=timezone.now())
    for job_id in left:
        send(job_id)
    return len(left)
