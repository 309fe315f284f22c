"""How the pages set work about letters going: short letters while the person waits, the rest in the queue."""

from typing import Any

import structlog
from celery.exceptions import OperationalError as QueueAway
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from portal.letters.actions.drafts import read_draft
from portal.letters.models import LetterDraft
from portal.letters.tasks import read_draft_task

log = structlog.get_logger(__name__)


def send_to_read(draft: LetterDraft) -> None:
    """Read now when the letter is short; else queue it. A letter that is read already is left alone."""
    if draft.is_short:
        read_draft(draft=draft, at=timezone.now())
    else:
        _queue(read_draft_task, draft_id=draft.pk)


def _queue(task: Any, **named: int) -> None:
    """Without a queue the work waits, and the page offers to start it again."""
    try:
        task.apply_async(kwargs=named, retry=False)
    except (QueueAway, BrokerAway, OSError) as error:
        log.warning("queue_away", error=str(error), **named)
