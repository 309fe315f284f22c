"""The list of sessions and the list of those who have signed up: slim rows, the same number of queries for any size."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import AttendanceEntry, Registration, Session
from courses.states import Level, Presence, RegistrationState, SessionLanguage, SessionState
from portal.formatting import NOT_APPLICABLE, dato, klokke, klokkeslett
from portal.norwegian import NorwegianOrder, ordering
from portal.paging import Slice, slice_of

if TYPE_CHECKING:
    from portal.people.models import User

PAGE_SIZE = 50
SESSION_FIELDS = (
    "pk", "course__title", "course__level", "starts_at", "ends_at", "place", "online_url", "language", "capacity",
    "taken", "state", "closes_at",
)  # fmt: skip
SESSION_SORTS: dict[str, tuple[str | NorwegianOrder, ...]] = {
    "tid": ("starts_at", "pk"),
    "kurs": (NorwegianOrder("course__title"), "starts_at", "pk"),
    "ledig": ("seats_free", "starts_at", "pk"),
}
PERSON_SORTS: dict[str, tuple[str | NorwegianOrder, ...]] = {
    "ko": ("pk",),
    "navn": ("person__name", "pk"),
    "virksomhet": ("organisation__key", "pk"),
}
COMING, HELD, ALL = "", "holdt", "alle"


@dataclass(frozen=True)
class SessionFilter:
    """What the address asks for; empty values ask for nothing."""

    search: str = ""
    level: str = ""
    language: str = ""
    when: str = COMING
    with_seats: bool = False
    sort: str = ""


def filtered_sessions(user: "User", wanted: SessionFilter, at: datetime.datetime) -> QuerySet[Session]:
    """The sessions the user may see that fit the filter, in the order asked for."""
    rows = Session.objects.visible_to(user)
    if wanted.when == COMING:
        rows = rows.filter(ends_at__gt=at)
    elif wanted.when == HELD:
        rows = rows.filter(ends_at__lte=at)
    if wanted.level in Level.values:
        rows = rows.filter(course__level=wanted.level)
    if wanted.language in SessionLanguage.values:
        rows = rows.filter(language=wanted.language)
    if wanted.with_seats:
        rows = rows.taking(at).filter(taken__lt=F("capacity"))
    for word in wanted.search.split()[:5]:
        rows = rows.filter(Q(course__title__icontains=word) | Q(place__icontains=word))
    if wanted.sort.removeprefix("-") == "ledig":
        rows = rows.annotate(seats_free=F("capacity") - F("taken"))
    return rows.order_by(*_order(wanted.sort, SESSION_SORTS, "-tid" if wanted.when == HELD else "tid"))


def _order(sort: str, sorts: dict[str, tuple[str | NorwegianOrder, ...]], default: str) -> list[Any]:
    name = sort if sort.removeprefix("-") in sorts else default
    fields = sorts[name.removeprefix("-")]
    return ordering(fields, is_down=name.startswith("-"))


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A row as the list shows it: finished texts."""

    key: str
    title: str
    level: str
    when: str
    hours: str
    where: str
    language: str
    seats: str
    status: str
    mark: str


@dataclass(frozen=True)
class SessionPage:
    rows: list[SessionLine]
    slice: Slice


def sessions_page(user: "User", wanted: SessionFilter, page: int, at: datetime.datetime) -> SessionPage:
    """One page of sessions: two queries."""
    rows = filtered_sessions(user, wanted, at)
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    words = _Words()
    found = rows.values(*SESSION_FIELDS)[cut.start : cut.stop]
    return SessionPage([_session_line(row, at, words) for row in found], cut)


class _Words:
    """The words of the codes in the reader's language, asked for once."""

    def __init__(self) -> None:
        self.levels = {one.value: str(one.label) for one in Level}
        self.languages = {one.value: str(one.label) for one in SessionLanguage}
        self.online = _("Teams")


def _session_line(row: dict[str, Any], at: datetime.datetime, words: _Words) -> SessionLine:
    status, mark = session_status(row, at)
    where = [part for part in (row["place"], words.online if row["online_url"] else "") if part]
    return SessionLine(
        key=str(row["pk"]), title=row["course__title"], level=words.levels[row["course__level"]],
        when=dato(row["starts_at"]), hours=f"{klokke(row['starts_at'])}–{klokkeslett(row['ends_at'])}",
        where=", ".join(where), language=words.languages[row["language"]],
        seats=f"{row['taken']} / {row['capacity']}", status=status, mark=mark,
    )  # fmt: skip


def session_status(row: dict[str, Any], at: datetime.datetime) -> tuple[str, str]:
    """How a session stands, in words and as a mark."""
    if row["state"] == SessionState.CANCELLED:
        return _("Avlyst"), "overdue"
    if row["ends_at"] <= at:
        return _("Holdt"), "answered"
    if row["state"] == SessionState.PLANNED:
        return _("Ikke åpnet"), "waiting"
    if row["state"] == SessionState.CLOSED or row["closes_at"] <= at:
        return _("Stengt for påmelding"), "information"
    free = row["capacity"] - row["taken"]
    if free > 0:
        return ngettext("%(count)s ledig plass", "%(count)s ledige plasser", free) % {
            "count": free
        }, "on_track"
    return _("Venteliste"), "waiting"


@dataclass(frozen=True)
class PersonFilter:
    """What the organiser asks for."""

    search: str = ""
    state: str = ""
    body: str = ""
    sort: str = ""


def filtered_people(session: Session, wanted: PersonFilter) -> QuerySet[Registration]:
    """Those who have signed up for a session and fit the filter; the order is that of the line."""
    rows = Registration.objects.filter(session=session)
    if wanted.state in RegistrationState.values:
        rows = rows.filter(state=wanted.state)
    elif wanted.state != ALL:
        rows = rows.active()
    if wanted.body:
        rows = rows.filter(organisation__key=wanted.body)
    for word in wanted.search.split()[:5]:
        rows = rows.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
    return rows.order_by(*_order(wanted.sort, PERSON_SORTS, "ko"))


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One who has signed up, as the organiser reads it: name, e-mail and body, nothing more (domain.md K-05)."""

    key: str
    name: str
    email: str
    body: str
    state: str
    signed_up: str
    because: str
    presence: str


PERSON_FIELDS = ("pk", "person__name", "person__email", "organisation", "state", "signed_up_at", "because")


def person_lines(rows: QuerySet[Registration], codes: dict[int, str]) -> list[PersonLine]:
    """The rows with their attendance: two queries."""
    found = list(rows.values(*PERSON_FIELDS))
    states = {one.value: str(one.label) for one in RegistrationState}
    presences = {one.value: str(one.label) for one in Presence}
    held = AttendanceEntry.objects.filter(registration__in=[row["pk"] for row in found], replaced_at=None)
    came = dict(held.order_by().values_list("registration", "value"))
    forgotten = _("Navnet er slettet")
    return [
        PersonLine(
            key=str(row["pk"]), name=row["person__name"] or forgotten, email=row["person__email"] or "",
            body=codes.get(row["organisation"], ""), state=states[row["state"]], signed_up=dato(row["signed_up_at"]),
            because=row["because"], presence=presences.get(came.get(row["pk"], ""), NOT_APPLICABLE),
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True)
class PeoplePage:
    rows: list[PersonLine]
    slice: Slice


def people_page(session: Session, wanted: PersonFilter, page: int, codes: dict[int, str]) -> PeoplePage:
    """One page of those who have signed up: three queries."""
    rows = filtered_people(session, wanted)
    cut = slice_of(rows, page=page, size=PAGE_SIZE)
    return PeoplePage(person_lines(rows[cut.start : cut.stop], codes), cut)


def place_in_line(registration: Registration) -> int:
    """1 for the first in line; 0 for somebody who is not waiting (features.md C07)."""
    if not registration.is_waiting:
        return 0
    ahead = Registration.objects.filter(session=registration.session_id, pk__lt=registration.pk).in_line()
    return ahead.order_by().count() + 1


def own_active(session: Session, user: "User") -> Registration | None:
    """The user's own registration that holds, or None."""
    return session.registrations.of(user).active().first()


def line_counts(session: Session) -> dict[str, int]:
    """How many have a seat, an offer, and wait."""
    rows = session.registrations.active().order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)


def seated_with_presence(session: Session) -> list[tuple[int, str, int, str]]:
    """(primary key, name, body, presence now) of each with a seat, by name: two queries (features.md C11)."""
    rows = session.registrations.seated().order_by("person__name", "pk")
    held = AttendanceEntry.objects.filter(registration__session=session, replaced_at=None)
    came = dict(held.order_by().values_list("registration", "value"))
    found = rows.values_list("pk", "person__name", "organisation")
    return [(pk, name or "", body, came.get(pk, "")) for pk, name, body in found]
