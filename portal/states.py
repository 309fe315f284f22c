"""The only way a state changes: lock, check, save, record."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.errors import StateChanged
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """What may follow what: an object in one of `sources` becomes `target`, and `event` is written."""

    event: str
    sources: frozenset[str]
    target: str
    sentence: str
    field: str = "state"

    def apply(
        self,
        obj: M,
        *,
        by: "User | None",
        at: datetime.datetime,
        audience: Audience = Audience.PROGRAMME,
        clauses: list[int] | None = None,
        **changes: Any,
    ) -> M:
        """Move the object, set `changes` on it, record the event; returns a fresh object, the old one is stale.

        Raises StateChanged when the object is no longer in one of the source states.
        """
        with transaction.atomic():
            current = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            before = getattr(current, self.field)
            if before not in self.sources:
                raise StateChanged(self._too_late(current))
            for name, value in {self.field: self.target, **changes}.items():
                setattr(current, name, value)
            current.save(update_fields=[self.field, *changes])
            record(
                self.event,
                current,
                sentence=self.sentence.format(subject=current),
                by=by,
                at=at,
                audience=audience,
                clauses=clauses,
                changes={self.field: [before, self.target]},
            )
            return current

    def _too_late(self, obj: models.Model) -> str:
        label = getattr(obj, f"get_{self.field}_display")()
        return _("Noen andre var raskere: «%(object)s» er nå «%(state)s». Last siden på nytt.") % {
            "object": obj,
            "state": label,
        }


def partition(choices: type[models.TextChoices], *groups: Iterable[str]) -> bool:
    """Whether the named sets of states cover every state exactly once."""
    listed = [state for group in groups for state in group]
    return len(listed) == len(set(listed)) and set(listed) == set(choices.values)
