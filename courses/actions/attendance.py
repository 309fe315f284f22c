"""Who came: set in bulk or by a code, corrected without losing what was set; the certificate follows (C11, C12)."""

import datetime
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses import rules
from courses.actions.seats import locked_session
from courses.models import AttendanceEntry, Certificate, Registration, Session
from courses.states import TRAINED, Presence, PresenceSource
from portal.errors import StateChanged, refuse_if
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User

# Letters and digits that are not mistaken for one another on a board.
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@transaction.atomic
def set_attendance(
    *, session: Session, values: Mapping[int, str], by: "User", at: datetime.datetime
) -> Session:
    """Set attendance for many at once (features.md C11; domain.md K-04); what was set before stays in the history.

    `values` has a presence for the primary key of each registration; those without a seat are left out.
    """
    held = locked_session(session_id=session.pk)
    refuse_if(rules.missing_for_attendance(held, at))
    seated = held.registrations.seated().filter(pk__in=values)
    now = dict(
        AttendanceEntry.objects.filter(registration__in=seated, replaced_at=None).values_list("registration", "value")
    )  # fmt: skip
    changes = {
        str(one.pk): [now.get(one.pk), values[one.pk]] for one in seated if now.get(one.pk) != values[one.pk]
    }
    for one in seated:
        if str(one.pk) in changes:
            _set(one, Presence(values[one.pk]), PresenceSource.FORM, by, at)
    corrected = sum(before is not None for before, _after in changes.values())
    if changes:
        record(
            "session.attendance_set", held, by=by, at=at, changes={"attendance": changes},
            sentence=f"{held}: oppmøte er ført for {len(changes)}, {corrected} av dem er rettet."[:500], audience=Audience.GROUP)  # fmt: skip
    return held


def _set(
    registration: Registration,
    value: Presence,
    source: PresenceSource,
    by: "User | None",
    at: datetime.datetime,
) -> AttendanceEntry:
    AttendanceEntry.objects.filter(registration=registration, replaced_at=None).update(replaced_at=at)
    entry = AttendanceEntry.objects.create(
        registration=registration, value=value, source=source, by=by, at=at
    )
    _follow_with_certificate(registration, value, at)
    return entry


def _follow_with_certificate(registration: Registration, value: Presence, at: datetime.datetime) -> None:
    """The whole course gives a certificate; a correction takes it back, and gives it back (features.md C12)."""
    held = Certificate.objects.filter(registration=registration).first()
    if value in TRAINED and held is None:
        Certificate.objects.create(registration=registration, code=secrets.token_urlsafe(24), issued_at=at)
    elif held is not None and held.is_valid != (value in TRAINED):
        held.revoked_at = None if value in TRAINED else at
        held.save(update_fields=["revoked_at"])


@transaction.atomic
def make_code(*, session: Session, by: "User", at: datetime.datetime) -> Session:
    """A new code for the board; the one before no longer works (features.md C11)."""
    held = locked_session(session_id=session.pk)
    held.checkin_code = "".join(secrets.choice(CODE_SIGNS) for _place in range(6))
    held.save(update_fields=["checkin_code"])
    record(
        "session.code_made",
        held,
        sentence=f"{held} fikk ny kode for innsjekk."[:500],
        by=by,
        at=at,
        audience=Audience.GROUP,
    )
    return held


@transaction.atomic
def check_in(*, registration: Registration, code: str, at: datetime.datetime) -> AttendanceEntry:
    """A participant says «I am here» with the code on the board; once each (features.md C11)."""
    session = locked_session(session_id=registration.session_id)
    held = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    held.session = session
    refuse_if(rules.missing_for_checkin(held, code, at))
    if held.attendance.filter(replaced_at=None).exists():
        raise StateChanged(_("Oppmøtet ditt er alt ført."))
    entry = _set(held, Presence.FULL, PresenceSource.CODE, None, at)
    record(
        "registration.checked_in", held, sentence=f"{held} sjekket inn med kode.", by=None, at=at,
        organisation=held.organisation, audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return entry
