"""What the pages of the working group show: the grid of invitations, seats, meetings, silence, and handover."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from portal.dates import oslo_date
from portal.grid import Answer, Body, Column, Grid, Value
from portal.norwegian import NorwegianOrder, norwegian
from portal.people.models import Organisation
from workinggroup.likeness import LEAST_ALIKE, likeness
from workinggroup.models import (
    AgendaItem,
    Attendance,
    Decision,
    Handover,
    Invitation,
    InvitationRound,
    Meeting,
    Need,
    Period,
    Seat,
    WorkingGroup,
)
from workinggroup.states import DecisionState, InvitationAnswer, NeedState, PeriodAnswer, SeatKind

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from portal.people.models import User


def current_group(user: "User") -> WorkingGroup | None:
    """The group that was set up last, for those who follow it."""
    return WorkingGroup.objects.visible_to(user).current()


def latest_round(group: WorkingGroup) -> InvitationRound | None:
    """The invitation that was sent last."""
    return group.rounds.select_related("sent_by").first()


def invitation_grid(found: InvitationRound, title: "str | Promise", words: dict[Value, str]) -> Grid:
    """One row per invited body: accepted, declined with a reason, opened, silent (domain.md A-01; features.md M01)."""
    invitations = list(Invitation.objects.filter(round=found).order_by(NorwegianOrder("name"), "pk"))
    column = Column("invitation", str(title), words)
    bodies = [Body(one.code, one.name) for one in invitations]
    answers = {(one.code, "invitation"): answer for one in invitations if (answer := _said(one)) is not None}
    return Grid(bodies, [column], answers)


def _said(one: Invitation) -> Answer | None:
    url = one.get_absolute_url()
    if one.answer == InvitationAnswer.ACCEPTED:
        return Answer(Value.ANSWERED, date=oslo_date(one.answered_at), url=url)  # type: ignore[arg-type]
    if one.answer == InvitationAnswer.DECLINED:
        return Answer(Value.NONE_WITH_REASON, one.because, oslo_date(one.answered_at), url)  # type: ignore[arg-type]
    if one.opened_at:
        return Answer(Value.IN_PROGRESS, date=oslo_date(one.opened_at), url=url)
    return Answer(Value.SILENT, url=url)


@dataclass(frozen=True)
class SeatLine:
    """One body's member and deputy on a date."""

    organisation: Organisation
    member: Seat | None
    deputy: Seat | None

    @property
    def held(self) -> list[Seat]:
        """The seats that somebody sits in now."""
        return [seat for seat in (self.member, self.deputy) if seat and seat.valid_to is None]


def seats_on(group: WorkingGroup, date: datetime.date) -> list[SeatLine]:
    """Who sits for each body on the Oslo date; a body that has sat and has nobody now is there too (domain.md A-03)."""
    seats = list(group.seats.select_related("organisation").prefetch_related("organisation__names"))
    bodies = {seat.organisation_id: seat.organisation for seat in seats}
    lines = [
        SeatLine(
            body,
            _seat(seats, body, SeatKind.SEAT_MEMBER, date),
            _seat(seats, body, SeatKind.SEAT_DEPUTY, date),
        )
        for body in bodies.values()
    ]
    return sorted(lines, key=lambda line: norwegian(line.organisation.name))


def _seat(seats: Sequence[Seat], body: Organisation, kind: str, date: datetime.date) -> Seat | None:
    held = [
        seat
        for seat in seats
        if seat.organisation_id == body.pk
        and seat.kind == kind
        and seat.valid_from <= date <= (seat.valid_to or date)
    ]
    return held[0] if held else None


def meetings_of(group: WorkingGroup) -> QuerySet[Meeting]:
    """The meetings in order, with how many matters each has."""
    return group.meetings.annotate(
        item_count=Count("items", distinct=True), decision_count=Count("decisions", distinct=True)
    ).order_by("-starts_at")


def agenda(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The matters with papers, decisions and dissents, in a fixed number of queries."""
    return meeting.items.select_related(
        "need", "clause", "mandate", "earlier_decision", "minutes_of", "meeting"
    ).prefetch_related("papers__file", "decisions__owner__names", "decisions__dissents__organisation__names")


def attendance_rows(meeting: Meeting) -> list[Attendance]:
    """All 17 bodies of the meeting's day: what is noted, and an unsaved row with the member's name for the others."""
    noted = {row.organisation_id: row for row in meeting.attendances.all()}
    on = meeting.on()
    members = dict(
        meeting.group.seats.held_on(on)
        .filter(kind=SeatKind.SEAT_MEMBER)
        .values_list("organisation_id", "name")
    )
    bodies = Organisation.objects.ministries_on(on).with_names()
    rows = [
        noted.get(body.pk)
        or Attendance(
            meeting=meeting, organisation=body, code=body.name_on(on).code, name=body.name_on(on).name_nb, presence="",
            who=members.get(body.pk, ""),
        )
        for body in bodies
    ]  # fmt: skip
    return sorted(rows, key=lambda row: norwegian(row.name))


def earlier_decision_on(*, title: str, need_id: int | None) -> Decision | None:
    """A closed decision on the same need, or on something that is called nearly the same (features.md M09)."""
    closed = (
        Decision.objects.filter(meeting__closed_at__isnull=False)
        .select_related("item")
        .order_by("-year", "-running")
    )
    if need_id is not None and (same := closed.filter(item__need=need_id).first()):
        return same
    alike = [one for one in closed[:300] if likeness(title, one.item.title).percent > LEAST_ALIKE]
    return alike[0] if alike else None


def decision_register(user: "User", *, state: str = "") -> QuerySet[Decision]:
    """All decisions, the newest first (features.md M05, M09)."""
    found = Decision.objects.visible_to(user).select_related("item__need", "meeting", "owner")
    if state in DecisionState.values:
        found = found.filter(state=state)
    return found.prefetch_related("owner__names", "dissents__organisation__names")


# Who has said nothing -----------------------------------------------------------------------------


def silence_map(group: WorkingGroup, bodies: Sequence[Organisation]) -> Grid:
    """17 rows × periods: shared needs, none with a reason, on the way, silent; never 0 (features.md N13)."""
    periods = list(group.periods.prefetch_related("words"))
    columns = [Column(str(period.pk), period.title) for period in periods]
    by_key = {body.pk: Body(body.code, body.name) for body in bodies}
    answers: dict[tuple[str, str], Answer] = {}
    for period in periods:
        for word in period.words.all():
            if word.organisation_id in by_key:
                value = (
                    Value.NONE_WITH_REASON if word.answer == PeriodAnswer.NONE_TO_FILE else Value.IN_PROGRESS
                )
                answers[by_key[word.organisation_id].code, str(period.pk)] = Answer(value, word.because)
        for owner, count in _shared_in(period):
            if owner in by_key:
                answers[by_key[owner].code, str(period.pk)] = Answer(Value.ANSWERED, str(count))
    return Grid(list(by_key.values()), columns, answers)


def silent_in_period(period: Period, today: datetime.date) -> list[Organisation]:
    """The ministries that have neither shared a need nor said a word of the period (features.md N13)."""
    heard = {owner for owner, _count in _shared_in(period)}
    heard |= set(period.words.values_list("organisation", flat=True))
    asked = Organisation.objects.ministries_on(min(today, period.group.ends_on)).with_names()
    return sorted((body for body in asked if body.pk not in heard), key=lambda body: norwegian(body.name))


def _shared_in(period: Period) -> QuerySet:
    shared = Need.objects.filter(
        released_at__date__gte=period.from_on, released_at__date__lte=period.to_on
    ).exclude(state=NeedState.NEED_WITHDRAWN)
    return shared.order_by().values_list("owner_id").annotate(count=Count("pk"))


# The end ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandoverLine:
    """An open need or decision, and who takes over."""

    thing: Need | Decision
    kind: str
    handover: Handover | None


def handover_lines(user: "User") -> list[HandoverLine]:
    """Every open need and decision, those without a receiver first (features.md M11)."""
    open_needs = Need.objects.visible_to(user).filter(
        Q(state=NeedState.RELEASED) | Q(state=NeedState.NEED_ANSWERED, outcome__in=["taken_in", "later"])
    )
    decisions = Decision.objects.visible_to(user).open().filter(kind="action")
    lines = [
        HandoverLine(thing, kind, getattr(thing, "handover", None))
        for kind, found in (("need", open_needs), ("decision", decisions))
        for thing in found.select_related("handover__organisation").prefetch_related(
            "handover__organisation__names"
        )
    ]
    return sorted(lines, key=lambda line: line.handover is not None)
