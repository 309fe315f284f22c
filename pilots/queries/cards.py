"""Search in the experience cards: PostgreSQL's full text in Norwegian, the best hit first (features.md P15)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, QuerySet

from pilots.models import ExperienceCard, Pilot
from pilots.queries.register import prefix_query
from pilots.states import Profession, WorkProcess
from portal.formatting import dato
from portal.norwegian import NorwegianOrder
from portal.paging import Slice, slice_of
from portal.threads import Thread

if TYPE_CHECKING:
    from portal.people.models import User

PAGE_SIZE = 20
SHOWN = (
    "pk", "title", "work_process", "tool", "profession", "worked", "did_not", "tip", "organisation", "made_at", "is_example",
)  # fmt: skip


@dataclass(frozen=True)
class CardFilter:
    """What the address asks for; empty values ask for nothing."""

    search: str = ""
    process: str = ""
    profession: str = ""
    tool: str = ""


def found_cards(user: "User", wanted: CardFilter) -> QuerySet[ExperienceCard]:
    """The cards that fit: the best hit first when there are words, else the newest."""
    rows = ExperienceCard.objects.visible_to(user).standing()
    if wanted.process in WorkProcess.values:
        rows = rows.filter(work_process=wanted.process)
    if wanted.profession in Profession.values:
        rows = rows.filter(profession=wanted.profession)
    if wanted.tool:
        rows = rows.filter(tool__icontains=wanted.tool)
    query = prefix_query(wanted.search)
    if query is None:
        return rows.order_by("-made_at", "-pk")
    return (
        rows.filter(search=query)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "-made_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as the list shows it: finished texts."""

    pk: int
    title: str
    labels: str
    text: str
    body: str
    date: str
    is_example: bool


@dataclass(frozen=True)
class CardPage:
    rows: list[CardLine]
    slice: Slice


def cards_page(rows: QuerySet[ExperienceCard], codes: dict[int, str], page: int) -> CardPage:
    """One page of cards: two queries."""
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    processes, professions = dict(WorkProcess.choices), dict(Profession.choices)
    found = rows.values(*SHOWN)[cut.start : cut.stop]
    return CardPage([_line(row, codes, processes, professions) for row in found], cut)


def _line(row: dict[str, Any], codes: dict[int, str], processes: dict, professions: dict) -> CardLine:
    labels = [str(processes[row["work_process"]]), row["tool"], str(professions[row["profession"]])]
    return CardLine(
        pk=row["pk"],
        title=row["title"],
        labels=" · ".join(label for label in labels if label),
        text=row["tip"] or row["worked"] or row["did_not"],
        body=codes.get(row["organisation"], ""),
        date=str(dato(row["made_at"])),
        is_example=row["is_example"],
    )


def cards_of(pilot: Pilot, user: "User") -> list[Thread]:
    """The cards that were written in the trial."""
    rows = ExperienceCard.objects.visible_to(user).standing().filter(pilot=pilot)
    return [
        Thread(str(card._meta.verbose_name).capitalize(), card.title, card.get_absolute_url(), card.tool)
        for card in rows
    ]


def choosable_pilots(user: "User") -> QuerySet[Pilot]:
    """Trials that a card can be tied to."""
    return Pilot.objects.visible_to(user).order_by(NorwegianOrder("title"), "number")
