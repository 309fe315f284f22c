"""Meetings: planned, moved, prepared, attended, closed, with minutes that are approved at the next one."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from portal.dates import OSLO
from portal.errors import Problem, refuse_if
from portal.events import Audience, record
from portal.formatting import dato, klokkeslett
from portal.people.models import Organisation
from workinggroup import rules
from workinggroup.actions.group import clauses_of_group, locked_group
from workinggroup.minutes import content_of, hash_of
from workinggroup.models import (
    AgendaItem,
    Attendance,
    Decision,
    MandateVersion,
    Meeting,
    Minutes,
    Paper,
    WorkingGroup,
)
from workinggroup.states import (
    CANCEL_MEETING,
    CLOSE_MEETING,
    DISCUSS_MANDATE,
    TREATED_ITEMS,
    ItemKind,
    MandateState,
    Presence,
)

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.letters.models import Clause
    from portal.people.models import User
    from workinggroup.models import Need

FOUR_WEEKS = datetime.timedelta(weeks=4)


@transaction.atomic
def plan_meetings(
    *,
    group: WorkingGroup,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    count: int = 1,
    is_example: bool = False,
    by: "User",
    at: datetime.datetime,
) -> list[Meeting]:
    """Plan one meeting, or a series with four weeks between, at the same Oslo time (features.md M04)."""
    refuse_if(_missing_in_time(starts_at, ends_at))
    held = locked_group(group=group)
    number = held.meetings.aggregate(last=Max("number"))["last"] or 0
    made = [
        Meeting.objects.create(
            group=held, number=number + turn + 1, starts_at=_later(starts_at, turn), ends_at=_later(ends_at, turn),
            place=place.strip(), changed_at=at, is_example=is_example,
        )
        for turn in range(count)
    ]  # fmt: skip
    for meeting in made:
        _note(
            "meeting.planned",
            meeting,
            by,
            at,
            f"{meeting} er planlagt, kl. {klokkeslett(meeting.starts_at)}, {meeting.place}.",
        )
    put_minutes_first(group=held)
    return made


def _later(moment: datetime.datetime, turn: int) -> datetime.datetime:
    """Four weeks on by the clock on the wall: summer time does not move the meeting."""
    wall = moment.astimezone(OSLO)
    return (wall.replace(tzinfo=None) + turn * FOUR_WEEKS).replace(tzinfo=OSLO)


def _missing_in_time(starts_at: datetime.datetime, ends_at: datetime.datetime) -> list[Problem]:
    return [] if ends_at > starts_at else [Problem(_("Møtet må slutte etter at det begynner."), code="ends")]


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    by: "User",
    at: datetime.datetime,
) -> Meeting:
    """Another time or place; calendars see the next number in the sequence (features.md M04)."""
    held = locked_meeting(meeting=meeting)
    refuse_if(rules.missing_for_change(held) or _missing_in_time(starts_at, ends_at))
    held.starts_at, held.ends_at, held.place = starts_at, ends_at, place.strip()
    held.sequence, held.changed_at = held.sequence + 1, at
    held.save(update_fields=["starts_at", "ends_at", "place", "sequence", "changed_at"])
    said = f"Møte {held.number} er flyttet til {dato(starts_at)} kl. {klokkeslett(starts_at)}, {held.place}."
    _note("meeting.moved", held, by, at, said)
    return held


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, because: str, by: "User", at: datetime.datetime) -> Meeting:
    """Call a meeting off; its open matters can be moved to the next one first."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor møtet avlyses."), code="because")])
    held = locked_meeting(meeting=meeting)
    return CANCEL_MEETING.apply(
        held, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=held.group),
        cancelled_because=because.strip(), sequence=held.sequence + 1, changed_at=at,
    )  # fmt: skip


@transaction.atomic
def put_on_agenda(
    *,
    meeting: Meeting,
    kind: str,
    title: str,
    text: str = "",
    need: "Need | None" = None,
    clause: "Clause | None" = None,
    mandate: MandateVersion | None = None,
    earlier: Decision | None = None,
    whats_new: str = "",
    by: "User",
    at: datetime.datetime,
) -> AgendaItem:
    """Put a matter last on the agenda; one that resembles a decision says what is new (features.md M03, M09)."""
    held = locked_meeting(meeting=meeting)
    refuse_if(
        rules.missing_for_item(
            held, earlier=earlier, whats_new=whats_new, kind=kind, need_id=need.pk if need else None,
            clause_id=clause.pk if clause else None,
        )
    )  # fmt: skip
    made = AgendaItem.objects.create(
        meeting=held, position=_last_place(held) + 1, kind=kind, title=title.strip(), text=text.strip(), need=need,
        clause=clause, mandate=mandate, earlier_decision=earlier, whats_new=whats_new.strip(),
    )  # fmt: skip
    clauses = [pk for pk in (need.clause_id if need else None, clause.pk if clause else None) if pk]
    _note("meeting.item_added", held, by, at, f"«{made}» er sak {made.position} på {held}.", clauses=clauses)
    return made


@transaction.atomic
def add_paper(
    *, item: AgendaItem, file: "StoredFile", title: str, by: "User", at: datetime.datetime
) -> Paper:
    """Put a file with a matter (features.md M03)."""
    held = locked_meeting(meeting=item.meeting)
    refuse_if(rules.missing_for_change(held))
    made = Paper.objects.create(item=item, file=file, title=title.strip())
    _note("meeting.paper_added", held, by, at, f"«{made}» er lagt ved sak {item.position} på {held}.")
    return made


@transaction.atomic
def note_attendance(
    *, meeting: Meeting, rows: Sequence[Attendance], by: "User", at: datetime.datetime
) -> list[Attendance]:
    """Write who met for each of the bodies, absentees too (features.md M07)."""
    held = locked_meeting(meeting=meeting)
    refuse_if(rules.missing_for_change(held) or rules.missing_for_attendance(rows))
    for row in rows:
        Attendance.objects.update_or_create(
            meeting=held, organisation=row.organisation,
            defaults={
                "code": row.code, "name": row.name, "presence": row.presence, "part": row.part.strip(),
                "who": "" if row.presence == Presence.ABSENT else row.who.strip(),
            },
        )  # fmt: skip
    present = sum(row.presence != Presence.ABSENT for row in rows)
    _note("meeting.attended", held, by, at, f"Oppmøtet på {held} er ført: {present} av {len(rows)} møtte.")
    return list(held.attendances.all())


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: "User", at: datetime.datetime) -> Meeting:
    """Lock the meeting and freeze its minutes; extracts go to those who raised the needs (features.md M06, M08, M10)."""
    group = locked_group(group=meeting.group)
    held = locked_meeting(meeting=meeting)
    bodies = Organisation.objects.ministries_on(held.on()).count()
    refuse_if(rules.missing_for_closing(held, bodies=bodies, at=at))
    for item in held.items.select_related("need__owner", "mandate", "minutes_of"):
        _finish(item, held, by, at)
    content = content_of(held, corrections=[])
    Minutes.objects.create(
        meeting=held, number=1, content=content, sha256=hash_of(content), made_by=by, made_at=at
    )
    closed = CLOSE_MEETING.apply(
        held, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=group), closed_by=by, closed_at=at
    )  # fmt: skip
    put_minutes_first(group=group)
    return closed


def _finish(item: AgendaItem, meeting: Meeting, by: "User", at: datetime.datetime) -> None:
    if item.state not in TREATED_ITEMS:
        return
    if item.mandate and item.mandate.state == MandateState.MANDATE_DRAFT:
        DISCUSS_MANDATE.apply(
            item.mandate, by=by, at=at, audience=Audience.GROUP, clauses=clauses_of_group(group=meeting.group),
            discussed_at_meeting=meeting,
        )  # fmt: skip
    if item.minutes_of:
        Meeting.objects.filter(pk=item.minutes_of.pk).update(approved_at_meeting=meeting)
    if item.need:
        _send_extract(item, meeting, by, at)


def _send_extract(item: AgendaItem, meeting: Meeting, by: "User", at: datetime.datetime) -> None:
    """The decision goes back to whoever raised the need, with the meeting (features.md M08)."""
    need = item.need
    told = "; ".join(f"{decision}: {decision.text}" for decision in item.decisions.all()) or str(
        item.get_state_display()
    )
    item.extract_sent_at = at
    item.save(update_fields=["extract_sent_at"])
    record(
        "need.extract_sent", need, by=by, at=at, organisation=need.owner, audience=Audience.GROUP,  # type: ignore[arg-type,union-attr]
        clauses=[need.clause_id] if need.clause_id else None, sentence=f"{meeting} om {need}: {told}"[:500],  # type: ignore[union-attr]
    )  # fmt: skip


@transaction.atomic
def correct_minutes(*, meeting: Meeting, correction: str, by: "User", at: datetime.datetime) -> Minutes:
    """Make a new edition with a correction; the earlier ones stay (features.md M10)."""
    refuse_if([] if correction.strip() else [Problem(_("Skriv hva som rettes."), code="correction")])
    held = locked_meeting(meeting=meeting)
    refuse_if(
        [] if held.is_closed else [Problem(_("Referatet finnes først når møtet er avsluttet."), code="state")]
    )
    last = held.minutes.order_by("-number").first()
    number = (last.number if last else 0) + 1
    said = [one.correction for one in held.minutes.exclude(correction="").order_by("number")]
    content = {**(last.content if last else {}), "corrections": [*said, correction.strip()]}
    made = Minutes.objects.create(
        meeting=held, number=number, content=content, sha256=hash_of(content), correction=correction.strip(), made_by=by,
        made_at=at,
    )  # fmt: skip
    _note(
        "meeting.minutes_corrected",
        held,
        by,
        at,
        f"Referatet fra {held} er rettet, utgave {number}: {made.correction}",
    )
    return made


def put_minutes_first(*, group: WorkingGroup) -> None:
    """Approval of the last minutes is matter 1 of the next meeting, by itself (features.md M10)."""
    last = group.meetings.closed().filter(approved_at_meeting=None).order_by("-starts_at").first()
    following = group.meetings.planned().order_by("starts_at").first()
    if last is None or following is None or following.starts_at <= last.starts_at:
        return
    if following.items.filter(minutes_of=last).exists():
        return
    following.items.update(position=F("position") + 1)
    AgendaItem.objects.create(
        meeting=following, position=1, kind=ItemKind.MINUTES, minutes_of=last,
        title=_("Godkjenning av referatet fra møte %(number)s") % {"number": last.number},
    )  # fmt: skip


def locked_meeting(*, meeting: Meeting) -> Meeting:
    """The meeting, locked: agenda, attendance and closing wait for one another."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)


def _last_place(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("position"))["last"] or 0


def _note(
    event: str,
    meeting: Meeting,
    by: "User",
    at: datetime.datetime,
    sentence: str,
    *,
    clauses: Sequence[int] = (),
    **more: Any,
) -> None:
    touched = [*(clauses_of_group(group=meeting.group) or []), *clauses]
    record(
        event,
        meeting,
        sentence=sentence[:500],
        by=by,
        at=at,
        audience=Audience.GROUP,
        clauses=touched,
        **more,
    )
