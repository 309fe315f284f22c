"""Registering an authority to charge another body's post."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.errors import Problem, refuse_if
from portal.events import record
from portal.formatting import kroner
from reporting import rules
from reporting.models import Authority

if TYPE_CHECKING:
    from portal.people.models import User


def _broken_constraints(authority: Authority) -> list[Problem]:
    """What the table itself would refuse, in its own sentences."""
    try:
        authority.full_clean()
    except ValidationError as error:
        return [Problem(message) for message in error.messages]
    return []


@transaction.atomic
def register_authority(*, authority: Authority, by: "User | None", at: datetime.datetime) -> Authority:
    """Save a fullmakt with its basis in a letter (domain.md E-01); ceiling in kroner eks. mva.

    Raises StepRefused when the clause is a promise, or is not one that gives authority (T-08).
    """
    refuse_if(rules.missing_for_authority(authority))
    refuse_if(_broken_constraints(authority))
    authority.save()
    record(
        "authority.registered",
        authority,
        sentence=f"Fullmakten på {authority} ble registrert: {kroner(authority.ceiling)} kr eks. mva.",
        by=by,
        at=at,
        clauses=[authority.basis_clause_id],
        changes={"ceiling": [None, str(authority.ceiling)]},
    )
    return authority
