"""What is decided about a matter: a numbered decision, taken as information, or moved to the next meeting."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.errors import Problem, refuse_if
from portal.events import Audience, record
from portal.people.models import Organisation
from workinggroup import rules
from workinggroup.actions.group import clauses_of_group, locked_group
from workinggroup.actions.meetings import locked_meeting
from workinggroup.models import AgendaItem, Decision, Dissent
from workinggroup.states import CARRY_OUT, ItemState

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def decide_item(
    *,
    item: AgendaItem,
    kind: str,
    text: str,
    owner: Organisation | None = None,
    due_on: datetime.date | None = None,
    discussion: str = "",
    dissents: Mapping[Organisation, str] | None = None,
    by: "User",
    at: datetime.datetime,
) -> Decision:
    """Decide, with the next number of the year, an owner, a date, and who dissents (features.md M05)."""
    held = _locked_item(item)
    refuse_if(rules.missing_for_decision(held, kind=kind, owner=owner, due_on=due_on))
    year = held.meeting.on().year
    last = Decision.objects.filter(year=year).aggregate(last=Max("running"))["last"] or 0
    made = Decision.objects.create(
        item=held, meeting=held.meeting, year=year, running=last + 1, kind=kind, text=text.strip(), owner=owner, due_on=due_on
    )  # fmt: skip
    Dissent.objects.bulk_create(
        Dissent(decision=made, organisation=body, text=said.strip())
        for body, said in (dissents or {}).items()
    )
    _treat(held, ItemState.ITEM_DECIDED, discussion)
    _note("decision.made", made, held, by, at, f"{made}: {made.text}")
    return made


@transaction.atomic
def note_item(*, item: AgendaItem, discussion: str = "", by: "User", at: datetime.datetime) -> AgendaItem:
    """Take a matter as information."""
    held = _locked_item(item)
    refuse_if(rules.missing_for_change(held.meeting))
    _treat(held, ItemState.ITEM_NOTED, discussion)
    _note("meeting.item_noted", held, held, by, at, f"«{held}» ble tatt til orientering.")
    return held


@transaction.atomic
def defer_item(*, item: AgendaItem, by: "User", at: datetime.datetime) -> AgendaItem:
    """Move a matter to the next meeting; how often it was put off is counted (features.md M04)."""
    held = _locked_item(item)
    following = (
        held.meeting.group.meetings.planned()
        .filter(starts_at__gt=held.meeting.starts_at)
        .order_by("starts_at")
        .first()
    )
    problems = rules.missing_for_change(held.meeting)
    if following is None:
        problems.append(
            Problem(_("Det er ikke planlagt noe møte etter dette. Planlegg det først."), code="next")
        )
    if not held.is_open:
        problems.append(Problem(_("Saken er alt behandlet."), code="state"))
    refuse_if(problems)
    assert following is not None
    _treat(held, ItemState.ITEM_MOVED, "")
    place = following.items.aggregate(last=Max("position"))["last"] or 0
    moved = AgendaItem.objects.create(
        meeting=following, position=place + 1, kind=held.kind, title=held.title, text=held.text, need=held.need,
        clause=held.clause, mandate=held.mandate, earlier_decision=held.earlier_decision, whats_new=held.whats_new,
        moved_from=held, deferrals=held.deferrals + 1,
    )  # fmt: skip
    said = f"«{held}» ble utsatt til {following}, {moved.deferrals}. gang."
    _note("meeting.item_deferred", held, held, by, at, said)
    return moved


@transaction.atomic
def carry_out(*, decision: Decision, note: str, by: "User", at: datetime.datetime) -> Decision:
    """Say that a decision is carried out, and how (features.md M05)."""
    refuse_if([] if note.strip() else [Problem(_("Skriv hva som er gjort."), code="note")])
    return CARRY_OUT.apply(
        decision, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=decision.meeting.group),
        done_at=at, done_note=note.strip(),
    )  # fmt: skip


def _locked_item(item: AgendaItem) -> AgendaItem:
    """The matter, with the group and the meeting locked: decisions are numbered by one at a time."""
    locked_group(group=item.meeting.group)
    meeting = locked_meeting(meeting=item.meeting)
    held = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    held.meeting = meeting
    return held


def _treat(item: AgendaItem, state: str, discussion: str) -> None:
    item.state = state
    item.discussion = discussion.strip() or item.discussion
    item.save(update_fields=["state", "discussion"])


def _note(
    event: str,
    subject: AgendaItem | Decision,
    item: AgendaItem,
    by: "User",
    at: datetime.datetime,
    sentence: str,
) -> None:
    clauses = clauses_of_group(group=item.meeting.group) or []
    if item.need and item.need.clause_id:
        clauses.append(item.need.clause_id)
    if item.clause_id:
        clauses.append(item.clause_id)
    record(event, subject, sentence=sentence[:500], by=by, at=at, audience=Audience.GROUP, clauses=clauses)
