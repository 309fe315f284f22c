"""How the actions of this app lock a trial and write what happened to it."""

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from pilots.models import Pilot
from portal.errors import Problem, refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User


def locked(pilot: Pilot) -> Pilot:
    """The trial, locked: whoever writes in it and whoever takes a step wait for one another."""
    return Pilot.objects.select_for_update(of=("self",)).select_related("owner", "contact").get(pk=pilot.pk)


def told(pilot: Pilot) -> dict[str, Any]:
    """Who may read of it, and on which clause's timeline it stands: what is not shared stays in its own house."""
    return {
        "audience": Audience.PROGRAMME if pilot.is_shared else Audience.ORGANISATION,
        "clauses": [pilot.clause_id] if pilot.clause_id else None,
    }


def note(
    event: str,
    pilot: Pilot,
    sentence: str,
    *,
    by: "User",
    at: datetime.datetime,
    changes: dict[str, Any] | None = None,
) -> None:
    """Write one event about a trial."""
    record(
        event, pilot, sentence=sentence[:500], by=by, at=at, organisation=pilot.owner, changes=changes, **told(pilot)
    )  # fmt: skip


def refuse_broken(row: models.Model) -> None:
    """Raise StepRefused, with the constraints' own sentences, for what the database would refuse."""
    try:
        row.full_clean()
    except ValidationError as error:
        refuse_if(
            Problem(sentence, code=name)
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        )
