"""What the scores say: one place for each need or cluster, weighted, with how much people differ."""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from portal.dates import oslo_today
from portal.people.models import Membership, User
from portal.permissions import RIGHTS, Right
from workinggroup.models import Assessor, Cluster, Criterion, Need, Score
from workinggroup.queries.needs import Volume, volumes_of
from workinggroup.states import SHARED_NEEDS

if TYPE_CHECKING:
    from django.db.models import QuerySet


_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Place:
    """A place in the order: a need, or a cluster of needs that count together."""

    rank: int
    need_id: int | None
    cluster_id: int | None
    title: str
    total: Decimal
    spread: Decimal
    scores: dict[str, str]
    assessors: int
    bodies: int
    users: int
    hours: int

    @property
    def key(self) -> str:
        return f"c{self.cluster_id}" if self.cluster_id else f"n{self.need_id}"


@dataclass
class _Heap:
    """All scores of one need or cluster."""

    title: str
    need_ids: list[int]
    cluster_id: int | None = None
    by_criterion: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[int, dict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


def ranking() -> list[Place]:
    """The order now, in a fixed number of queries (features.md N07, N08)."""
    weights = {one.key: one.weight for one in Criterion.objects.filter(is_in_use=True)}
    heaps = _heaps()
    volumes = volumes_of({key: heap.need_ids for key, heap in heaps.items()})
    scored = [
        (
            _weighted({key: statistics.mean(found) for key, found in heap.by_criterion.items()}, weights),
            name,
            heap,
        )
        for name, heap in heaps.items()
    ]
    scored.sort(key=lambda item: (-item[0], -volumes[item[1]].users, item[2].title))
    return [
        _place(rank, total, heap, weights, volumes[name])
        for rank, (total, name, heap) in enumerate(scored, 1)
    ]


def _heaps() -> dict[str, _Heap]:
    heaps: dict[str, _Heap] = {}
    scores = Score.objects.filter(
        criterion__is_in_use=True, assessment__need__state__in=sorted(SHARED_NEEDS)
    ).select_related("criterion", "assessment__need")
    clusters = {
        tie.need_id: cluster
        for cluster in Cluster.objects.standing().prefetch_related("ties")
        for tie in cluster.ties.all()
        if tie.left_at is None
    }
    for score in scores.order_by("assessment__need", "criterion__position"):
        need = score.assessment.need
        cluster = clusters.get(need.pk)
        name = f"c{cluster.pk}" if cluster else f"n{need.pk}"
        heap = heaps.setdefault(name, _heap(need, cluster))
        heap.by_criterion[score.criterion.key].append(score.value)
        heap.by_person[score.assessment.person_id][score.criterion.key].append(score.value)
    return heaps


def _heap(need: Need, cluster: Cluster | None) -> _Heap:
    if cluster is None:
        return _Heap(str(need), [need.pk])
    return _Heap(
        cluster.title, [tie.need_id for tie in cluster.ties.all() if tie.left_at is None], cluster.pk
    )


def _weighted(means: dict[str, float], weights: dict[str, int]) -> Decimal:
    """The mean of the criteria by their weights, from 1 to 5."""
    counted = {key: weight for key, weight in weights.items() if key in means and weight}
    whole = sum(counted.values())
    if not whole:
        return Decimal(0)
    found = sum((Decimal(str(means[key])) * weight for key, weight in counted.items()), Decimal(0))
    return (found / whole).quantize(_CENT, ROUND_HALF_UP)


def _place(rank: int, total: Decimal, heap: _Heap, weights: dict[str, int], volume: Volume) -> Place:
    totals = [
        float(_weighted({key: statistics.mean(found) for key, found in one.items()}, weights))
        for one in heap.by_person.values()
    ]
    spread = Decimal(str(statistics.pstdev(totals))).quantize(_CENT, ROUND_HALF_UP)
    scores = {
        key: str(Decimal(str(statistics.mean(found))).quantize(_CENT, ROUND_HALF_UP))
        for key, found in sorted(heap.by_criterion.items())
    }
    return Place(
        rank=rank, need_id=None if heap.cluster_id else heap.need_ids[0], cluster_id=heap.cluster_id, title=heap.title,
        total=total, spread=spread, scores=scores, assessors=len(heap.by_person), bodies=volume.bodies, users=volume.users,
        hours=volume.hours,
    )  # fmt: skip


def is_assessor(user: User) -> bool:
    """Whether the person is named to score."""
    return Assessor.objects.filter(person=user.pk, ended_at=None).exists()


def unassessed_by(user: User) -> "QuerySet[Need]":
    """Shared needs that the person has not scored: «my unassessed» (features.md N07)."""
    return (
        Need.objects.visible_to(user).shared().exclude(assessments__person=user).order_by("released_at", "pk")
    )


def criteria_in_use() -> "Iterable[Criterion]":
    """What is scored, in order."""
    return Criterion.objects.filter(is_in_use=True)


def people_who_may_score() -> "QuerySet[User]":
    """Those who hold a role that scores, today: assessors are named among them."""
    roles = [role.value for role, rights in RIGHTS.items() if Right.SCORE_NEEDS in rights]
    held = Membership.objects.held_on(oslo_today()).filter(roles__overlap=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")


def own_scores(need: Need, user: User) -> dict[str, object]:
    """What the person gave the need last time."""
    found = need.assessments.filter(person=user).prefetch_related("scores__criterion").first()
    if found is None:
        return {}
    given: dict[str, object] = {f"score_{one.criterion.key}": str(one.value) for one in found.scores.all()}
    return given | {"note": found.note}
