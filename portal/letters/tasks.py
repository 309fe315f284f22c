"""Work about letters in Celery: fetch, one action. Each can be run again after a worker was killed."""

from celery import shared_task
from django.utils import timezone

from portal.letters.actions.drafts import read_draft
from portal.letters.models import LetterDraft


@shared_task(name="portal.letters.read")
def read_draft_task(*, draft_id: int, **_: object) -> None:
    read_draft(draft=LetterDraft.objects.get(pk=draft_id), at=timezone.now())
