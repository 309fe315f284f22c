"""Scheduled work of the guidelines. Each task is one call."""

from celery import shared_task
from django.utils import timezone

from guidelines.actions import stream
from portal.operations import on_schedule


@shared_task
@on_schedule("move_stream")
def move_stream() -> int:
    """Publish and take down the items of the stream that have reached their minute."""
    return stream.move_due(now=timezone.now())
