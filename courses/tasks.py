"""Scheduled work of the courses. Each task is one call."""

from celery import shared_task
from django.utils import timezone

from courses.actions import seats, sessions
from portal.operations import on_schedule


@shared_task
@on_schedule("move_seats")
def move_seats() -> int:
    """End offers that have run out, let go of kept seats, and offer what is free to the next (features.md C06, C08)."""
    now = timezone.now()
    return seats.expire_offers(at=now) + sessions.release_reservations(at=now)
