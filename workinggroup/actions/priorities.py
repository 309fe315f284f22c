"""Scores by named assessors, and the frozen lists that they end in."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from workinggroup.actions.group import clauses_of_group, locked_group
from workinggroup.models import (
    Assessment,
    Assessor,
    Criterion,
    Need,
    PriorityList,
    PriorityRow,
    Score,
    WorkingGroup,
)
from workinggroup.queries.priorities import Place, ranking

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def name_assessor(*, group: WorkingGroup, person: "User", by: "User", at: datetime.datetime) -> Assessor:
    """Name a person to score the needs (features.md N07)."""
    held = locked_group(group=group)
    if held.assessors.filter(person=person, ended_at=None).exists():
        raise StateChanged(_("Personen er alt vurderer."))
    made = Assessor.objects.create(group=held, person=person, named_at=at)
    _note("priority.assessor_named", held, by, at, f"{person} skal vurdere behovene.")
    return made


@transaction.atomic
def set_weights(
    *, group: WorkingGroup, weights: Mapping[Criterion, int], by: "User", at: datetime.datetime
) -> list[Criterion]:
    """Change what the criteria count; frozen lists keep theirs (domain.md A-05; features.md N08)."""
    held = locked_group(group=group)
    refuse_if([] if any(weights.values()) else [Problem(_("Minst ett kriterium må telle."), code="weights")])
    changes: dict[str, Any] = {}
    for criterion, weight in weights.items():
        changes[criterion.key] = [criterion.weight, weight]
        criterion.weight = weight
        criterion.save(update_fields=["weight"])
    _note("priority.weights_set", held, by, at, "Vektene på kriteriene er endret.", changes=changes)
    return list(weights)


@transaction.atomic
def score_need(
    *, need: Need, scores: Mapping[Criterion, int], note: str = "", by: "User", at: datetime.datetime
) -> Assessment:
    """Give one's own numbers and a private note; a second time changes them (features.md N07)."""
    held = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    problems = [] if held.is_shared else [Problem(_("Behovet er ikke delt."), code="state")]
    if not Assessor.objects.filter(person=by, ended_at=None).exists():
        problems.append(Problem(_("Bare de som er utpekt, vurderer behovene."), code="assessor"))
    refuse_if(problems)
    made, _is_new = Assessment.objects.update_or_create(
        need=held, person=by, defaults={"note": note.strip(), "at": at}
    )
    for criterion, value in scores.items():
        Score.objects.update_or_create(assessment=made, criterion=criterion, defaults={"value": value})
    record(
        "priority.scored",
        held,
        sentence=f"{by} har vurdert {held.number}.",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
    )
    return made


@transaction.atomic
def freeze_list(
    *, group: WorkingGroup, title: str, comment: str, readers: Iterable["User"] = (), is_example: bool = False, by: "User",
    at: datetime.datetime,
) -> PriorityList:  # fmt: skip
    """Freeze the order as it is now, with weights, spread and what moved and why (domain.md A-05; features.md N08)."""
    held = locked_group(group=group)
    places = ranking()
    problems = [] if places else [Problem(_("Ingen behov er vurdert ennå."), code="scores")]
    if not comment.strip():
        problems.append(Problem(_("Skriv en kommentar til listen."), code="comment"))
    refuse_if(problems)
    previous = held.lists.order_by("-number").first()
    weights = [
        {"key": one.key, "name": one.name, "weight": one.weight}
        for one in Criterion.objects.filter(is_in_use=True)
    ]
    made = PriorityList.objects.create(
        group=held, number=(held.lists.aggregate(last=Max("number"))["last"] or 0) + 1, title=title.strip(),
        comment=comment.strip(), weights=weights, sha256=_hash(places, weights), previous=previous, made_by=by, made_at=at,
        is_example=is_example,
    )  # fmt: skip
    made.readers.set([by, *readers])
    before = {_key(row): row for row in previous.rows.all()} if previous else {}
    is_reweighted = previous is not None and previous.weights != weights
    PriorityRow.objects.bulk_create(
        _row(made, place, before, is_reweighted=is_reweighted) for place in places
    )
    record(
        "priority.list_frozen", made, sentence=f"{made} er fryst, med {len(places)} plasser.", by=by, at=at,
        audience=Audience.LOG_ONLY, clauses=clauses_of_group(group=held),
    )  # fmt: skip
    return made


@transaction.atomic
def open_list(*, priority_list: PriorityList, by: "User", at: datetime.datetime) -> PriorityList:
    """Let all who follow the group read a list; until then it is for the persons who are named (domain.md A-06)."""
    held = PriorityList.objects.select_for_update(of=("self",)).get(pk=priority_list.pk)
    if not held.is_internal:
        raise StateChanged(_("Listen er alt åpnet."))
    held.is_internal = False
    held.save(update_fields=["is_internal"])
    record(
        "priority.list_opened", held, sentence=f"{held} er åpnet for alle som følger gruppen.", by=by, at=at,
        audience=Audience.GROUP,
    )  # fmt: skip
    return held


def _row(
    made: PriorityList, place: Place, before: Mapping[str, PriorityRow], *, is_reweighted: bool
) -> PriorityRow:
    earlier = before.get(place.key)
    return PriorityRow(
        list=made, rank=place.rank, need_id=place.need_id, cluster_id=place.cluster_id, title=place.title, total=place.total,
        spread=place.spread, scores=place.scores, assessor_count=place.assessors, body_count=place.bodies,
        users_count=place.users, hours_per_month=place.hours, previous_rank=earlier.rank if earlier else None,
        cause=_cause(place, earlier, is_reweighted=is_reweighted) if before else "",
    )  # fmt: skip


def _cause(place: Place, earlier: PriorityRow | None, *, is_reweighted: bool) -> str:
    """Why the place is another than last time, in words."""
    if earlier is None:
        return "Ny på listen"
    causes = []
    if is_reweighted:
        causes.append("nye vekter")
    if earlier.scores != place.scores:
        causes.append("nye poeng")
    if earlier.body_count != place.bodies:
        causes.append(f"{place.bodies} departementer, før {earlier.body_count}")
    if not causes and earlier.rank != place.rank:
        causes.append("andre har flyttet seg")
    return ", ".join(causes).capitalize()


def _key(row: PriorityRow) -> str:
    return f"c{row.cluster_id}" if row.cluster_id else f"n{row.need_id}"


def _hash(places: list[Place], weights: list[dict[str, Any]]) -> str:
    said = [[place.key, place.rank, str(place.total), place.scores] for place in places]
    return hashlib.sha256(json.dumps([said, weights], sort_keys=True).encode()).hexdigest()


def _note(
    event: str, group: WorkingGroup, by: "User", at: datetime.datetime, sentence: str, **more: Any
) -> None:
    record(event, group, sentence=sentence, by=by, at=at, audience=Audience.GROUP, **more)
