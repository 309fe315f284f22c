"""Registering an authority to charge another body's post."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.errors import Problem, refuse_if
from portal.events import record
from portal.formatting import dato, kroner
from reporting import rules
from reporting.models import Amendment, Authority

if TYPE_CHECKING:
    from portal.people.models import User


def _broken_constraints(thing: Authority | Amendment) -> list[Problem]:
    """What the table itself would refuse, in its own sentences."""
    try:
        thing.full_clean()
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


@transaction.atomic
def amend_authority(*, amendment: Amendment, by: "User | None", at: datetime.datetime) -> Amendment:
    """Write what a later letter says about the ceiling, from its date; kroner eks. mva. (features.md R03).

    Raises StepRefused for a promise, a letter that is used, a date outside the year and a ceiling below 0.
    """
    Authority.objects.select_for_update(of=("self",)).get(pk=amendment.authority_id)
    amendment.authority = authority = Authority.objects.with_parties().get(pk=amendment.authority_id)
    before = authority.ceiling
    refuse_if(rules.missing_for_amendment(amendment))
    refuse_if(_broken_constraints(amendment))
    amendment.save()
    authority.refresh_from_db(fields=["ceiling"])
    record(
        "authority.amended",
        authority,
        sentence=f"Rammen for {authority} er {kroner(authority.ceiling)} kr eks. mva. fra {dato(amendment.valid_on)}, "
        f"etter brev {amendment.letter.reference}.",
        by=by,
        at=at,
        clauses=[authority.basis_clause_id, amendment.clause_id],
        changes={"ceiling": [str(before), str(authority.ceiling)]},
    )
    return amendment
