"""The register: filtered, sorted, a page at a time, with the same number of queries for any size (features.md P03, P05)."""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pilots.models import Involvement, Pilot
from pilots.models.pilots import NORWEGIAN
from pilots.states import Maturity, PilotState, RiskClass, WorkProcess
from portal.formatting import NOT_APPLICABLE, dato
from portal.norwegian import NorwegianOrder, ordering
from portal.paging import Slice, slice_of
from portal.people.codes import body_codes

if TYPE_CHECKING:
    from portal.people.models import User

PAGE_SIZE = 50
SHOWN = (
    "number", "title", "owner", "state", "risk_class", "maturity_start", "maturity_end", "ends_on", "review_on",
    "is_example", "is_shared",
)  # fmt: skip
SORTS: dict[str, tuple[str | NorwegianOrder, ...]] = {
    "nummer": ("number",),
    "tittel": (NorwegianOrder("title"), "number"),
    "status": ("state", "number"),
    "slutt": ("ends_on", "number"),
    "endret": ("changed_at", "number"),
}
DEFAULT_SORT = "-endret"
NOT_SET = "ingen"
_WORD = re.compile(r"\w+")
_CODE = re.compile(r"^\s*u-?\s?(\d{1,9})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class PilotFilter:
    """What the address asks for; empty values ask for nothing."""

    search: str = ""
    state: str = ""
    owner: str = ""
    risk: str = ""
    step: str = ""
    process: str = ""
    lacks_involvement: bool = False
    is_stale: bool = False
    sort: str = ""


def prefix_query(text: str) -> SearchQuery | None:
    """Every word of the text, each as the beginning of a word, in Norwegian; None when there is no word."""
    found = _WORD.findall(text)[:6]
    if not found:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in found), config=NORWEGIAN, search_type="raw")


def filtered(user: "User", wanted: PilotFilter, today: datetime.date) -> QuerySet[Pilot]:
    """The trials that the person may see and that fit the filter, in the order asked for."""
    rows: Any = Pilot.objects.visible_to(user)
    if wanted.state in PilotState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.owner.isdecimal():
        rows = rows.filter(owner=int(wanted.owner))
    if wanted.risk in RiskClass.values:
        rows = rows.filter(risk_class=wanted.risk)
    if wanted.process in WorkProcess.values:
        rows = rows.filter(work_process=wanted.process)
    if wanted.lacks_involvement:
        rows = rows.filter(~Exists(Involvement.objects.filter(pilot=OuterRef("pk"))))
    if wanted.is_stale:
        rows = rows.due_for_review(today)
    rows = _on_step(rows, wanted.step)
    return _found(rows, wanted.search).order_by(*_order(wanted.sort))


def _on_step(rows: QuerySet[Pilot], step: str) -> QuerySet[Pilot]:
    """The step a trial has reached: the last one that was set (domain.md P-13)."""
    if step == NOT_SET:
        return rows.filter(maturity_start=None, maturity_end=None)
    if not step.isdecimal():
        return rows
    return rows.filter(Q(maturity_end=int(step)) | Q(maturity_end=None, maturity_start=int(step)))


def _found(rows: QuerySet[Pilot], search: str) -> QuerySet[Pilot]:
    if code := _CODE.match(search):
        return rows.filter(number=int(code[1]))
    query = prefix_query(search)
    return rows.filter(search=query) if query else rows


def _order(sort: str) -> list[Any]:
    asked = sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT
    name, is_down = asked.removeprefix("-"), asked.startswith("-")
    if name == "slutt":
        end = F("ends_on")
        return [
            end.desc(nulls_last=True) if is_down else end.asc(nulls_last=True),
            "-number" if is_down else "number",
        ]
    return ordering(SORTS[name], is_down=is_down)


@dataclass(frozen=True, slots=True)
class PilotLine:
    """A row as the list shows it: finished texts."""

    number: int
    title: str
    owner: str
    state: str
    color: str
    risk: str
    step: str
    ends: str
    is_stale: bool
    is_example: bool
    is_own_only: bool


@dataclass(frozen=True)
class PilotPage:
    rows: list[PilotLine]
    slice: Slice


COLORS = {
    PilotState.RUNNING: "info", PilotState.EVALUATION: "info", PilotState.ENDED: "success", PilotState.STOPPED: "danger",
}  # fmt: skip
_WARN = frozenset({RiskClass.HIGH, RiskClass.PROHIBITED})


def pilots_page(rows: QuerySet[Pilot], codes: dict[int, str], page: int, today: datetime.date) -> PilotPage:
    """One page of the register: two queries."""
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    states, risks = dict(PilotState.choices), dict(RiskClass.choices)
    found = rows.values(*SHOWN)[cut.start : cut.stop]
    return PilotPage([_line(row, codes, states, risks, today) for row in found], cut)


def _line(
    row: dict[str, Any], codes: dict[int, str], states: dict, risks: dict, today: datetime.date
) -> PilotLine:
    step = row["maturity_end"] or row["maturity_start"]
    return PilotLine(
        number=row["number"],
        title=row["title"],
        owner=codes.get(row["owner"], ""),
        state=str(states[row["state"]]),
        color=COLORS.get(row["state"], "neutral"),
        risk=str(risks[row["risk_class"]]),
        step=str(step or NOT_APPLICABLE),
        ends=str(dato(row["ends_on"])) if row["ends_on"] else NOT_APPLICABLE,
        is_stale=row["review_on"] is not None and row["review_on"] < today,
        is_example=row["is_example"],
        is_own_only=not row["is_shared"],
    )


def codes_of(date: datetime.date) -> dict[int, str]:
    """What every body is called on the date, by primary key: one query, however many trials."""
    return {body.pk: body.code for body in body_codes(date)}


def export_rows(rows: QuerySet[Pilot], codes: dict[int, str]) -> "list[list[object]]":
    """The rows of a list that is taken out: the same as the screen, with dates as dates (features.md X07)."""
    processes, steps = dict(WorkProcess.choices), dict(Maturity.choices)
    return [
        [
            f"U-{row['number']}", row["title"], codes.get(row["owner"], ""), str(PilotState(row["state"]).label),
            str(processes[row["work_process"]]), row["tool"], str(RiskClass(row["risk_class"]).label),
            str(steps.get(row["maturity_start"], "")), str(steps.get(row["maturity_end"], "")), row["starts_on"],
            row["ends_on"], row["review_on"], row["is_example"],
        ]
        for row in rows.values(*SHOWN, "work_process", "tool", "starts_on").iterator(chunk_size=1_000)
    ]  # fmt: skip


def pilot_with_number(user: "User", number: int) -> Pilot | None:
    """The trial with the number, when the person may see it."""
    return Pilot.objects.visible_to(user).with_parties().filter(number=number).first()
