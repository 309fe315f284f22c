"""Needs that resemble another: found by the beginnings of their words, ranked in this process."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from workinggroup.likeness import LEAST_ALIKE, keys_of, likeness, searches
from workinggroup.models import Need
from workinggroup.states import SHARED_NEEDS

if TYPE_CHECKING:
    from portal.people.models import User

MOST_READ = 400
_FOUND = ("pk", "title", "owner__key", "total_users", "body_count", "work_process_id")


@dataclass(frozen=True)
class LookAlike:
    """A need that seems to be the same, and why it is shown."""

    pk: int
    title: str
    owner_key: str
    users: int
    bodies: int
    percent: int
    reason: str

    @property
    def number(self) -> str:
        return f"N-{self.pk}"

    @property
    def owner(self) -> str:
        return self.owner_key.upper()


def look_alikes(user: "User", title: str, *, but: int | None = None, most: int = 5) -> list[LookAlike]:
    """Needs the user may see that resemble the title, the most alike first (features.md N03)."""
    found = Need.objects.visible_to(user).filter(state__in=sorted(SHARED_NEEDS)).exclude(pk=but or 0)
    return _ranked(found, title)[:most]


def pairs_of(need: Need) -> list[LookAlike]:
    """Shared needs of other ministries that seem to be the same as this one (features.md N04)."""
    found = Need.objects.shared().exclude(pk=need.pk).exclude(owner=need.owner)
    return _ranked(found, need.title, need.work_process_id)[:20]


def _ranked(found: object, title: str, work_process: int | None = None) -> list[LookAlike]:
    wanted = searches(keys_of(title))
    if not wanted:
        return []
    near = found.filter(reduce(or_, (Q(word_keys__contains=keys) for keys in wanted)))  # type: ignore[attr-defined]
    rows = near.order_by().values_list(*_FOUND)[:MOST_READ]
    alike = [
        _one(row, title, is_same_work=work_process is not None and row[5] == work_process) for row in rows
    ]
    return sorted(
        (one for one in alike if one.percent >= LEAST_ALIKE), key=lambda one: (-one.percent, one.pk)
    )


def _one(row: tuple, title: str, *, is_same_work: bool) -> LookAlike:
    pk, other, owner, users, bodies, _process = row
    like = likeness(title, other)
    reason = _("Like ord: %(words)s") % {"words": ", ".join(like.shared)}
    if is_same_work:
        reason = _("%(reason)s. Samme arbeidsprosess.") % {"reason": reason}
    percent = min(100, like.percent + (8 if is_same_work else 0))
    return LookAlike(pk, other, owner, users, bodies, percent, reason)
