"""The list of needs, one need, the clusters, and who has said nothing."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from portal.formatting import NOT_APPLICABLE, dato, number
from portal.norwegian import NorwegianOrder, ordering
from portal.paging import Slice, slice_of
from portal.people.codes import body_codes
from portal.remembered import until_something_happens
from workinggroup.likeness import keys_of
from workinggroup.models import (
    AgendaItem,
    Barrier,
    ClusterTie,
    CoSign,
    Need,
    SuspectedPair,
    UseCase,
    WorkProcess,
)
from workinggroup.states import OWN_NEEDS, NeedOutcome, NeedState, PairState

if TYPE_CHECKING:
    from portal.people.models import User

PAGE_SIZE = 50
SHOWN = (
    "pk", "title", "owner_id", "work_process__name", "work_process__name_nn", "state", "outcome", "total_users",
    "total_hours", "body_count", "released_at", "is_example",
)  # fmt: skip
SORTS: dict[str, tuple[str | NorwegianOrder, ...]] = {
    "nyest": ("released_at", "pk"),
    "tittel": (NorwegianOrder("title"), "pk"),
    "virksomhet": ("owner__key", "pk"),
    "brukere": ("total_users", "pk"),
    "timer": ("total_hours", "pk"),
    "departementer": ("body_count", "pk"),
}
DEFAULT_SORT = "-nyest"
WAITING = "ubesvart"


@dataclass(frozen=True)
class NeedFilter:
    """What the address asks for; empty values ask for nothing."""

    search: str = ""
    process: str = ""
    barrier: str = ""
    state: str = ""
    body: str = ""
    sort: str = ""


def filtered(user: "User", wanted: NeedFilter) -> QuerySet[Need]:
    """The needs the user may see that fit the filter, in the order asked for (features.md N11)."""
    rows: QuerySet[Need] = Need.objects.visible_to(user)
    if wanted.process:
        rows = rows.filter(work_process__in=_with_children(wanted.process))
    if wanted.barrier:
        rows = rows.filter(barriers__key=wanted.barrier)
    if wanted.body:
        rows = rows.filter(owner__key=wanted.body)
    rows = _in_state(rows, wanted.state)
    for word in wanted.search.split()[:5]:
        key = keys_of(word)
        found = Q(title__icontains=word) | Q(word_keys__contains=key) if key else Q(title__icontains=word)
        rows = rows.filter(found | Q(pk=_number(word)))
    return rows.order_by(*_order(wanted.sort))


def _number(word: str) -> int:
    """The number in «N-14»; 0 when it is a word."""
    bare = word.upper().removeprefix("N-")
    return int(bare) if bare.isdecimal() and len(bare) < 9 else 0


def _with_children(key: str) -> list[int]:
    return list(WorkProcess.objects.filter(Q(key=key) | Q(parent__key=key)).values_list("pk", flat=True))


def _in_state(rows: QuerySet[Need], state: str) -> QuerySet[Need]:
    if state == WAITING:
        return rows.filter(state=NeedState.RELEASED)
    if state in NeedOutcome.values:
        return rows.filter(outcome=state)
    if state in NeedState.values:
        return rows.filter(state=state)
    return rows.exclude(state=NeedState.NEED_WITHDRAWN)


def _order(sort: str) -> list[Any]:
    wanted = sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT
    return ordering(SORTS[wanted.removeprefix("-")], is_down=wanted.startswith("-"))


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A row as the list shows it: finished texts, since a template formats fifty rows slowly."""

    key: str
    title: str
    owner: str
    process: str
    bodies: str
    users: str
    hours: str
    state: str
    color: str
    released: str
    is_example: bool


@dataclass(frozen=True)
class NeedPage:
    rows: list[NeedLine]
    slice: Slice


@dataclass(frozen=True)
class Choices:
    """What the filter offers, as (value in the address, words), and the code of each body."""

    processes: list[tuple[str, str]]
    barriers: list[tuple[str, str]]
    bodies: list[tuple[str, str]]
    codes: dict[int, str]


def choices_on(date: datetime.date) -> Choices:
    """The filter's choices on the Oslo date: three narrow queries, and none until something has happened."""
    bodies = body_codes(date)
    processes, barriers = until_something_happens(
        "need-choices", lambda: (_tree(), list(barriers_in_use().values_list("key", "name")))
    )
    return Choices(
        processes=processes, barriers=barriers,
        bodies=[(body.key, body.code) for body in bodies if body.is_ministry],
        codes={body.pk: body.code for body in bodies if body.is_named},
    )  # fmt: skip


def _tree() -> list[tuple[str, str]]:
    """The tree of work as a menu: each top, and what is under it behind a dash."""
    everything = WorkProcess.objects.order_by("position", "name").values_list("pk", "parent", "key", "name")
    below: dict[int | None, list[tuple[int, str, str]]] = {}
    for pk, parent, key, name in everything:
        below.setdefault(parent, []).append((pk, key, name))
    found: list[tuple[str, str]] = []
    for pk, key, name in below.get(None, []):
        found += [(key, name), *((under, f"– {word}") for _pk, under, word in below.get(pk, []))]
    return found


def needs_page(user: "User", wanted: NeedFilter, page: int, *, codes: Mapping[int, str]) -> NeedPage:
    """One page of needs: two queries, and one for the tree when it is filtered by it, however many needs there are."""
    rows = filtered(user, wanted)
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    language = get_language()
    return NeedPage([_line(row, codes, language) for row in rows.values(*SHOWN)[cut.start : cut.stop]], cut)


_COLORS = {
    NeedState.DRAFT: "neutral",
    NeedState.FILED: "warning",
    NeedState.RELEASED: "info",
    NeedState.NEED_ANSWERED: "success",
    NeedState.NEED_WITHDRAWN: "neutral",
}
_OUTCOME_COLORS = {NeedOutcome.LATER: "neutral", NeedOutcome.NO: "neutral"}


def state_tag(state: str, outcome: str) -> tuple[str, str]:
    """The colour and the words: an answered need says its answer (features.md N09)."""
    if state == NeedState.NEED_ANSWERED and outcome:
        return _OUTCOME_COLORS.get(NeedOutcome(outcome), "success"), str(NeedOutcome(outcome).label)
    return _COLORS[NeedState(state)], str(NeedState(state).label)


def _line(row: dict[str, Any], codes: Mapping[int, str], language: str | None) -> NeedLine:
    color, word = state_tag(row["state"], row["outcome"])
    nynorsk = language == "nn" and row["work_process__name_nn"]
    return NeedLine(
        key=str(row["pk"]), title=row["title"], owner=codes.get(row["owner_id"], ""),
        process=nynorsk or row["work_process__name"] or NOT_APPLICABLE, bodies=number(row["body_count"]),
        users=number(row["total_users"]), hours=number(row["total_hours"]), state=word, color=color,
        released=dato(row["released_at"]) if row["released_at"] else NOT_APPLICABLE, is_example=row["is_example"],
    )  # fmt: skip


def waiting_for_release(user: "User") -> QuerySet[Need]:
    """The own ministry's filed needs (features.md N02)."""
    return Need.objects.visible_to(user).filter(owner=user.organisation, state=NeedState.FILED)


def own_drafts(user: "User") -> QuerySet[Need]:
    """What the own ministry has not shared yet."""
    return (
        Need.objects.visible_to(user)
        .filter(owner=user.organisation, state__in=sorted(OWN_NEEDS))
        .order_by("-changed_at")
    )


# Volumes ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Volume:
    """How many ministries, people and hours: each ministry counted once, with its largest numbers."""

    bodies: int
    users: int
    hours: int


def volumes_of(heaps: Mapping[str, Sequence[int]]) -> dict[str, Volume]:
    """The volume of each heap of needs, in two queries (features.md N06)."""
    wanted = {pk for pks in heaps.values() for pk in pks}
    said: dict[int, list[tuple[int, int, int]]] = {pk: [] for pk in wanted}
    own = Need.objects.filter(pk__in=wanted).values_list("pk", "owner_id", "users_count", "hours_per_month")
    signed = CoSign.objects.filter(need__in=wanted).values_list(
        "need_id", "organisation_id", "users_count", "hours_per_month"
    )
    for pk, body, users, hours in [*own, *signed]:
        said[pk].append((body, users or 0, hours or 0))
    return {name: _volume(row for pk in pks for row in said[pk]) for name, pks in heaps.items()}


def _volume(rows: Iterable[tuple[int, int, int]]) -> Volume:
    users: dict[int, int] = {}
    hours: dict[int, int] = {}
    for body, people, time in rows:
        users[body] = max(users.get(body, 0), people)
        hours[body] = max(hours.get(body, 0), time)
    return Volume(len(users), sum(users.values()), sum(hours.values()))


# One need -----------------------------------------------------------------------------------------


def agenda_of(need: Need, user: "User") -> QuerySet[AgendaItem]:
    """Where the need is or was on an agenda: «på sakslisten 3. desember» (features.md M03)."""
    found = AgendaItem.objects.visible_to(user).filter(need=need).select_related("meeting")
    return found.prefetch_related("decisions").order_by("meeting__starts_at")


def waiting_pairs(user: "User") -> QuerySet[SuspectedPair]:
    """Suspected duplicates that nobody has judged, the most alike first (features.md N04)."""
    seen = Need.objects.visible_to(user).shared()
    found = SuspectedPair.objects.filter(state=PairState.PAIR_WAITING, first__in=seen, second__in=seen)
    return found.select_related("first__owner", "second__owner").prefetch_related(
        "first__owner__names", "second__owner__names"
    )


def open_ties() -> QuerySet[ClusterTie]:
    """What is in a cluster now."""
    return ClusterTie.objects.filter(left_at=None)


def category_tree() -> list[tuple[WorkProcess, list[WorkProcess]]]:
    """The tree of work, each top with what is under it (features.md N11)."""
    everything = list(WorkProcess.objects.order_by("position", "name"))
    return [
        (top, [one for one in everything if one.parent_id == top.pk])
        for top in everything
        if top.parent_id is None
    ]


def barriers_in_use() -> QuerySet[Barrier]:
    """The tags one can choose."""
    return Barrier.objects.in_use()


def use_cases_for(user: "User") -> QuerySet[UseCase]:
    """The use cases the user may see, with what their rows show (domain.md A-07)."""
    return (
        UseCase.objects.visible_to(user)
        .select_related("owner", "work_process")
        .prefetch_related("owner__names", "needs")
        .order_by(NorwegianOrder("title"), "pk")
    )
