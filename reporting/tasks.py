"""Work about the money in Celery: one call each."""

from celery import shared_task

from portal.operations import on_schedule
from reporting.actions import sums


@shared_task(name="reporting.tasks.fold_sums")
@on_schedule("fold_sums")
def fold_sums() -> None:
    """Make the kept sums few again, at night."""
    sums.fold_sums()
