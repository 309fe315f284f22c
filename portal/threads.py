"""The threads between the rooms: need → use case → trial → course module → guideline section, both ways.

An app that points down to another app's object registers how it finds its own objects from below; the page
below asks here and shows what comes, without knowing who answers (features.md N10).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models

    from portal.people.models import User


@dataclass(frozen=True)
class Thread:
    """One thing at the other end: what it is («Utprøving»), its title and address, and how it stands."""

    kind: str
    title: str
    url: str
    state: str = ""


ThreadSource = Callable[["User", "Sequence[models.Model]"], Iterable[Thread]]

_sources: dict[str, list[ThreadSource]] = {}


def register_threads(label: str, source: ThreadSource) -> None:
    """Add a function that finds what leads from objects of a model («workinggroup.need»), as the user may see it.

    Called from AppConfig.ready(). The function loads through `visible_to(user)`, in a fixed number of queries.
    """
    sources = _sources.setdefault(label, [])
    if source not in sources:
        sources.append(source)


def threads_of(user: "User", *objects: "models.Model") -> list[Thread]:
    """Everything that leads from the objects, which are all of one model; each end once, in the order of registration."""
    if not objects:
        return []
    found = [
        thread
        for source in _sources.get(objects[0]._meta.label_lower, [])
        for thread in source(user, objects)
    ]
    return list(dict.fromkeys(found))
