"""Imports in Celery: fetch, one action. Each can be run again after a worker was killed."""

from celery import shared_task

from portal.imports.models import ImportRun
from portal.imports.runs import check_run, resume_stale, save_run
from portal.imports.states import RunState


@shared_task(name="portal.imports.check")
def check_import(*, run_id: int, **_: object) -> None:
    check_run(run=ImportRun.objects.get(pk=run_id))


@shared_task(name="portal.imports.save")
def save_import(*, run_id: int, **_: object) -> None:
    save_run(run=ImportRun.objects.get(pk=run_id))


def queue_stale() -> int:
    """Find imports that stopped, and queue what is left of them; returns how many."""
    resumed = resume_stale()
    for run in ImportRun.objects.filter(pk__in=resumed):
        task = save_import if run.state == RunState.ORDERED else check_import
        task.apply_async(kwargs={"run_id": run.pk})
    return len(resumed)
