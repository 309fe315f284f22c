"""Who may do what with deadlines, the outbox and absences, and what a step still lacks."""

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.notifications.models import Deadline
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


def can_read_operations(user: "User") -> bool:
    """Operators see the queues, the outbox and the alarms."""
    return has_right(user, Right.READ_OPERATIONS)


def can_keep_deadlines(user: "User") -> bool:
    """Coordinators keep the programme's calendar."""
    return has_right(user, Right.WRITE_LETTERS)


def can_meet_deadline(user: "User", deadline: Deadline) -> bool:
    """Coordinators and controllers of the body that delivers write that it is delivered."""
    own = user.organisation is not None and user.organisation.pk == deadline.organisation_id
    return own and (has_right(user, Right.WRITE_LETTERS) or has_right(user, Right.CODE_PAYMENTS))


def missing_for_delegation(
    *, person: "User", delegate: "User", from_on: datetime.date, to_on: datetime.date
) -> list[Problem]:
    """Why a colleague cannot stand in: nobody sees through an absence what they may not see themselves."""
    problems = []
    if to_on < from_on:
        problems.append(Problem(_("Sluttdatoen er før startdatoen."), code="dates"))
    if delegate.pk == person.pk:
        problems.append(Problem(_("Velg en annen enn deg selv."), code="self"))
    elif delegate.organisation is None or delegate.organisation != person.organisation:
        problems.append(Problem(_("Stedfortrederen må høre til den samme virksomheten."), code="body"))
    elif not person.rights <= delegate.rights:
        problems.append(
            Problem(
                _("%(name)s har ikke tilgang til alt du har. Be driftsansvarlig om å gi tilgangen først.")
                % {"name": delegate},
                code="rights",
            )
        )
    return problems
