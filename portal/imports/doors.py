"""How the pages set an import to work: small files while the person waits, large ones in Celery."""

import structlog
from celery.exceptions import OperationalError as QueueAway
from kombu.exceptions import OperationalError as BrokerAway

from portal.imports.models import ImportRun
from portal.imports.runs import check_run, is_small, save_run
from portal.imports.tasks import check_import, save_import

log = structlog.get_logger(__name__)


def send_to_check(run: ImportRun) -> None:
    """Check now when the file is small; else queue it. Without a queue the work waits and is found by the sweep."""
    if is_small(run):
        check_run(run=run)
    else:
        _queue(check_import, run)


def send_to_save(run: ImportRun) -> None:
    """Import now when the file is small; else queue it."""
    if is_small(run):
        save_run(run=run)
    else:
        _queue(save_import, run)


def _queue(task: object, run: ImportRun) -> None:
    try:
        task.apply_async(kwargs={"run_id": run.pk}, retry=False)  # type: ignore[attr-defined]
    except (QueueAway, BrokerAway, OSError) as error:
        log.warning("queue_away", run=run.pk, error=str(error))
