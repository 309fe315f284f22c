"""Work about letters in Celery: fetch, one action. Each can be run again after a worker was killed."""

import datetime

from celery import shared_task
from django.utils import timezone

from portal.letters.actions.drafts import left_readings, read_draft
from portal.letters.models import LetterDraft

LEFT_AFTER = datetime.timedelta(minutes=2)


def queue_left_readings() -> int:
    """Queue the letters that were to be read and that no worker holds; returns how many."""
    left = left_readings(before=timezone.now() - LEFT_AFTER)
    for draft_id in left:
        read_draft_task.delay(draft_id=draft_id)
    return len(left)


@shared_task(name="portal.letters.read")
def read_draft_task(*, draft_id: int, **_: object) -> None:
    read_draft(draft=LetterDraft.objects.get(pk=draft_id), at=timezone.now())
