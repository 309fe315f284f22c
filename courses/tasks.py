"""Scheduled work of the courses. Each task is one call."""

from celery import shared_task
from django.utils import timezone

from courses.actions import bookings, seats, sessions
from portal.operations import on_schedule


@shared_task
@on_schedule("move_seats")
def move_seats() -> int:
    """End offers that have run out, let go of kept and unnamed seats, offer what is free (features.md C06, C08, C09)."""
    now = timezone.now()
    moved = seats.expire_offers(at=now) + sessions.release_reservations(at=now)
    return moved + bookings.release_unnamed(at=now)
