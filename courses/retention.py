"""What the nightly deletion does with the courses (domain.md S-07)."""

import datetime

from courses.actions.afterwards import delete_needs, forget_participants
from portal.retention import Line


def needs_of_participants(now: datetime.datetime) -> Line:
    """What participants needed."""
    return delete_needs(at=now)


def names_of_participants(now: datetime.datetime) -> Line:
    """Names on lists."""
    return forget_participants(at=now)
