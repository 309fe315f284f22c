"""What a person reads about their own courses."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Prefetch, QuerySet

from courses.models import AttendanceEntry, Certificate, Registration
from courses.states import CAME, RegistrationState
from portal.events import Event

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class OwnLine:
    """One sign-up with what came of it."""

    registration: Registration
    presence: str
    has_certificate: bool
    can_evaluate: bool
    can_echo: bool
    is_over: bool


def own_history(user: "User", at: datetime.datetime) -> list[OwnLine]:
    """All one's sign-ups, the newest first, with attendance and certificate; a fixed number of queries."""
    rows = Registration.objects.of(user).with_session().order_by("-session__starts_at", "-pk")
    rows = rows.prefetch_related(
        Prefetch("attendance", AttendanceEntry.objects.filter(replaced_at=None), to_attr="held")
    )
    found = list(rows)
    valid = set(
        Certificate.objects.filter(registration__in=found, revoked_at=None).values_list(
            "registration", flat=True
        )
    )
    return [_line(row, at, row.pk in valid) for row in found]


def _line(row: Registration, at: datetime.datetime, is_certified: bool) -> OwnLine:
    held = row.held[0] if row.held else None  # type: ignore[attr-defined]
    is_over = row.session.is_over_at(at)
    came, session = bool(held and held.value in CAME), row.session
    may = came and not row.has_evaluated and session.takes_evaluations_at(at)
    may_echo = came and not row.has_echoed and session.takes_echo_at(at)
    word = held.get_value_display() if held else ""
    return OwnLine(row, word, is_certified and is_over, may, may_echo, is_over)


class Coming(NamedTuple):
    """What one is signed up for, as the list above the sessions shows it."""

    pk: int
    state: str
    course: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime

    @property
    def state_word(self) -> str:
        return str(RegistrationState(self.state).label)


def own_coming(user: "User", at: datetime.datetime) -> list[Coming]:
    """What one is signed up for and is not over, the next one first; found by the person, whom few rows belong to."""
    rows = Registration.objects.of(user).active().order_by("-pk")
    found = rows.values_list(
        "pk", "state", "session__course__title", "session__starts_at", "session__ends_at"
    )
    return sorted(
        (one for one in map(Coming._make, found) if at < one.ends_at), key=lambda one: one.starts_at
    )


def own_log(registration: Registration) -> QuerySet[Event]:
    """Every step of a registration with its reason: for its person and the keeper (features.md C06, C07)."""
    return Event.objects.about(registration).in_order()


def has_come(registration: Registration) -> bool:
    """Whether the person was there, all the time or a part of it."""
    return registration.attendance.filter(replaced_at=None, value__in=CAME).exists()


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate of a code, valid or taken back."""
    return (
        Certificate.objects.filter(code=code)
        .select_related("registration__person", "registration__session__course__version")
        .first()
    )


def certificate_of(registration: Registration) -> Certificate:
    """The certificate of a registration that has one, ready to be written."""
    return Certificate.objects.select_related(
        "registration__person", "registration__session__course__version",
        "registration__session__course__outline__organisation",
    ).get(registration=registration)  # fmt: skip


def initials(name: str) -> str:
    """«A. B.» of a name: enough to see that a code stands on another's paper, too little to be a name (K-05)."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalpha())[:20]
