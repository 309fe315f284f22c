"""Courses and their sessions: made, opened, moved, closed, called off (features.md C05)."""

import datetime
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses import rules
from courses.actions.seats import fill_seats, locked_session
from courses.models import Course, InvitedBody, OutlineVersion, Registration, SeatReservation, Session
from courses.queries.seats import room_of
from courses.states import CANCEL_SESSION, CLOSE_SESSION, OPEN_SESSION, LeaderPart
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.formatting import dato
from portal.letters.models import Clause

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


@dataclass(frozen=True)
class SessionFacts:
    """When and where, in which language, and the deadlines; the seats are changed by themselves."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    closes_at: datetime.datetime
    deregister_by: datetime.datetime
    place: str = ""
    online_url: str = ""
    language: str = "nb"
    offer_hours: int = 24
    names_by: datetime.datetime | None = None


# A change of these moves the entry in people's calendars (domain.md K-07).
IN_CALENDAR = frozenset({"starts_at", "ends_at", "place", "online_url"})


@transaction.atomic
def create_course(
    *,
    version: OutlineVersion,
    title: str,
    level: str,
    description: str,
    clause: Clause | None,
    by: "User",
    at: datetime.datetime,
    leader_part: str = LeaderPart.NONE,
) -> Course:
    """A course at one level, on a version of the outline that lies fast."""
    refuse_if(
        []
        if not version.is_open
        else [Problem(_("Kurset bygger på en versjon som foreligger."), code="version")]
    )
    course = Course.objects.create(
        outline=version.outline, version=version, title=title.strip(), level=level, description=description.strip(),
        clause=clause, leader_part=leader_part,
    )  # fmt: skip
    record("course.created", course, sentence=f"Kurset «{course}» ble laget på {version}."[:500], by=by, at=at, clauses=course.clauses, audience=Audience.GROUP)  # fmt: skip
    return course


@transaction.atomic
def change_course(
    *,
    course: Course,
    version: OutlineVersion,
    title: str,
    level: str,
    description: str,
    clause: Clause | None,
    by: "User",
    at: datetime.datetime,
    leader_part: str = LeaderPart.NONE,
) -> Course:
    """What the course is called and says; it may move to a newer version of the outline.

    The leader's part changes only while nobody stands on a list: the sessions are locked first (features.md C10).
    """
    refuse_if(
        []
        if not version.is_open
        else [Problem(_("Kurset bygger på en versjon som foreligger."), code="version")]
    )
    coming = list(Session.objects.filter(course=course, ends_at__gt=at).select_for_update().order_by("pk"))
    held = Course.objects.select_for_update(of=("self",)).select_related("outline").get(pk=course.pk)
    refuse_if(rules.missing_for_leader_part(held, leader_part, _is_in_use(coming)))
    held.outline, held.version, held.title, held.level = version.outline, version, title.strip(), level
    held.description, held.clause = description.strip(), clause
    held.leader_part = leader_part
    held.save(update_fields=["outline", "version", "title", "level", "description", "clause", "leader_part"])
    record("course.changed", held, sentence=f"Kurset «{held}» ble endret."[:500], by=by, at=at, clauses=held.clauses, audience=Audience.GROUP)  # fmt: skip
    return held


def _is_in_use(sessions: list[Session]) -> bool:
    """Whether a seat is held or somebody waits in one of the sessions, which are locked."""
    is_waiting = Registration.objects.active().filter(session__in=sessions).exists()
    return is_waiting or any(session.taken for session in sessions)


@transaction.atomic
def create_session(
    *, course: Course, facts: SessionFacts, capacity: int, by: "User", at: datetime.datetime
) -> Session:
    """A planned session; nobody outside sees it before it is opened (features.md C05)."""
    session = Session(course=course, capacity=capacity, changed_at=at, **asdict(facts))
    session.validate_constraints()
    session.save()
    record("session.created", session, sentence=f"{session} ble planlagt med {capacity} plasser."[:500], by=by, at=at, clauses=course.clauses, audience=Audience.GROUP)  # fmt: skip
    return session


@transaction.atomic
def change_session(*, session: Session, facts: SessionFacts, by: "User", at: datetime.datetime) -> Session:
    """Move a session; people's calendars follow, because the number of the entry goes up (domain.md K-07)."""
    held = locked_session(session_id=session.pk)
    wanted = asdict(facts)
    changed = {name: value for name, value in wanted.items() if getattr(held, name) != value}
    if not changed:
        return held
    before = {name: getattr(held, name) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    held.sequence += bool(IN_CALENDAR & set(changed))
    held.changed_at = at
    held.validate_constraints()
    held.save(update_fields=[*changed, "sequence", "changed_at"])
    moved = bool(IN_CALENDAR & set(changed)) and held.opened_at is not None
    record(
        "session.moved" if moved else "session.changed", held, sentence=f"{held} fikk nye opplysninger om tid eller sted."[:500],
        by=by, at=at, audience=Audience.EVERYONE if moved else Audience.GROUP, clauses=held.course.clauses,
        changes={name: [_plain(before[name]), _plain(value)] for name, value in changed.items()})  # fmt: skip
    return held


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.datetime) else value


@transaction.atomic
def open_session(*, session: Session, by: "User", at: datetime.datetime) -> Session:
    """Open registration; refused in the letter's own words while its conditions are not met (domain.md K-01)."""
    held = locked_session(session_id=session.pk)
    if held.state in OPEN_SESSION.sources:
        refuse_if(rules.missing_to_open(held, at))
    return OPEN_SESSION.apply(
        held, by=by, at=at, audience=Audience.EVERYONE, clauses=held.course.clauses, opened_at=held.opened_at or at,
    )  # fmt: skip


@transaction.atomic
def close_session(*, session: Session, by: "User", at: datetime.datetime) -> Session:
    """Take no more registrations; the waiting list goes on."""
    return CLOSE_SESSION.apply(session, by=by, at=at, audience=Audience.GROUP, clauses=session.course.clauses)


@transaction.atomic
def cancel_session(*, session: Session, because: str, by: "User", at: datetime.datetime) -> Session:
    """Call a session off, and say why; those who have signed up are told, and their calendars follow."""
    refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor samlingen avlyses."), code="because")])
    held = locked_session(session_id=session.pk)
    if at >= held.ends_at:
        raise StateChanged(_("Samlingen er holdt, og kan ikke avlyses."))
    return CANCEL_SESSION.apply(
        held, by=by, at=at, audience=Audience.EVERYONE if held.opened_at else Audience.GROUP,
        clauses=held.course.clauses, cancelled_because=because.strip(), sequence=held.sequence + 1, changed_at=at,
    )  # fmt: skip


@transaction.atomic
def reserve_seats(
    *,
    session: Session,
    organisation: "Organisation",
    seats: int,
    release_on: datetime.date,
    by: "User",
    at: datetime.datetime,
) -> SeatReservation:
    """Keep seats for a body until a date (features.md C08); only seats that are free can be kept."""
    held = locked_session(session_id=session.pk)
    problems = []
    if room_of(held).general < seats:
        said = {"free": max(0, room_of(held).general)}
        problems.append(Problem(_("Det er %(free)s ledige plasser å reservere.") % said, code="seats"))
    if release_on <= oslo_date(at):
        problems.append(Problem(_("Velg en dato som kommer."), code="release_on"))
    if held.reservations.filter(organisation=organisation).exists():
        problems.append(Problem(_("Virksomheten har alt reserverte plasser."), code="organisation"))
    refuse_if(problems)
    made = SeatReservation.objects.create(
        session=held, organisation=organisation, seats=seats, release_on=release_on
    )
    record("session.seats_reserved", held, sentence=f"{held}: {seats} plasser er reservert for {organisation} til {dato(release_on)}."[:500], by=by, at=at, audience=Audience.GROUP)  # fmt: skip
    return made


def release_reservations(*, at: datetime.datetime) -> int:
    """Let go of kept seats whose date has come, and offer them to the line (features.md C08); again it does nothing."""
    due = SeatReservation.objects.filter(released_at=None, release_on__lte=oslo_date(at))
    sessions = due.order_by().values_list("session", flat=True).distinct()
    return sum(_release_in(session_id, at) for session_id in list(sessions))


@transaction.atomic
def _release_in(session_id: int, at: datetime.datetime) -> int:
    session = locked_session(session_id=session_id)
    due = session.reservations.filter(released_at=None, release_on__lte=oslo_date(at))
    released = due.update(released_at=at)
    if released:
        record("session.seats_released", session, sentence=f"{session}: reserverte plasser er frigitt."[:500], by=None, at=at, audience=Audience.GROUP)  # fmt: skip
        fill_seats(session=session, because="Reserverte plasser ble frigitt.", at=at)
    return released


@transaction.atomic
def invite_body(
    *, organisation: "Organisation", because: str, by: "User", at: datetime.datetime
) -> InvitedBody:
    """Add a body to the target group (domain.md K-03)."""
    if rules.is_in_target_group(organisation):
        raise StateChanged(_("Virksomheten er alt i målgruppen."))
    made = InvitedBody.objects.create(organisation=organisation, because=because.strip(), by=by, at=at)
    record("course.body_invited", made, sentence=f"{organisation} er lagt til i målgruppen for kursene: {because.strip()}"[:500], by=by, at=at, audience=Audience.GROUP)  # fmt: skip
    return made


@transaction.atomic
def leave_out_body(*, invited: InvitedBody, by: "User", at: datetime.datetime) -> None:
    """Take a body out of the target group; those who have signed up stay."""
    record("course.body_left_out", invited, sentence=f"{invited} er ikke lenger i målgruppen for kursene.", by=by, at=at, audience=Audience.GROUP)  # fmt: skip
    invited.delete()
