"""The threads of a trial: what it answers, below it, and how it is found from there (features.md N10)."""

from typing import TYPE_CHECKING

from portal.threads import Thread

if TYPE_CHECKING:
    from pilots.models import Pilot
    from portal.people.models import User


def answered_by(pilot: "Pilot", user: "User") -> list[Thread]:
    """The needs and use cases that the trial answers."""
    return []
