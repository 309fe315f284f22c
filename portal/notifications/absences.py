"""What waits for colleagues who are away, for whoever stands in for them."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.notifications.models import Delegation
from portal.todo import TodoItem, todo_of

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Absence:
    """A colleague who is away, until when, and what waits for them."""

    person: "User"
    to_on: datetime.date
    late: list[TodoItem]
    waiting: list[TodoItem]


def absences_for(user: "User", *, today: datetime.date) -> list[Absence]:
    """The absences in which the person stands in today, as long as they may see all that the absent may see."""
    held = Delegation.objects.held_on(today).filter(delegate=user).select_related("person")
    found = []
    for delegation in held:
        person = delegation.person
        if person.organisation != user.organisation or not person.rights <= user.rights:
            continue
        items = todo_of(person, today=today)
        late, waiting = [item for item in items if item.is_late], [item for item in items if not item.is_late]
        found.append(Absence(person, delegation.to_on, late, waiting))
    return found
