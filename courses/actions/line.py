"""The last place in the line of a full session, for many at the same moment (domain.md K-02; features.md C07)."""

import datetime
from typing import TYPE_CHECKING

from courses.models import Registration
from courses.states import TAKING_SESSIONS, LeaderPart, RegistrationState
from portal.events import NUMBER_TO_COME, Audience, record_in_statement
from portal.people.models import OrganisationKind

if TYPE_CHECKING:
    from portal.people.models import User

SIGNED_UP = "registration.signed_up"
IN_LINE = "Alle plassene var tatt, og påmeldingen kom sist i køen."

# The session's row is locked by the statement itself, and looked at again when the one before has let it go. The
# conditions are those of `rules.missing_to_sign_up` for somebody in a ministry, of `rules.missing_in_leader` for a course
# that asks for none, and of `room_of` with nothing left.
LAST_IN_LINE = """
    WITH held AS MATERIALIZED (
        SELECT id FROM courses_session
        WHERE id = %(session)s AND opened_at IS NOT NULL AND state = ANY(%(taking)s) AND closes_at > %(at)s
        AND taken >= capacity
        AND EXISTS (SELECT FROM courses_course WHERE courses_course.id = course_id AND leader_part = %(alone)s)
        FOR UPDATE
    ),
    made AS (
        INSERT INTO courses_registration (
            session_id, person_id, organisation_id, state, signed_up_at, changed_at, because, has_evaluated,
            has_echoed, stands_for_person
        )
        SELECT id, %(person)s, %(body)s, %(waiting)s, %(at)s, %(at)s, %(because)s, FALSE, FALSE, FALSE FROM held
        ON CONFLICT DO NOTHING
        RETURNING id
    )
"""


def last_in_line(*, session_id: int, by: "User", at: datetime.datetime) -> Registration | None:
    """When every seat is held there is nothing to decide: one statement waits for its turn and takes the last place.

    Fifteen hundred come at once, and all but thirty come this way; the session is held no longer than the database
    needs. None when anything is otherwise than usual: then the rules are asked, and they answer with a sentence.
    """
    body = by.organisation
    if body is None or body.kind != OrganisationKind.MINISTRY:
        return None
    last = Registration(
        pk=NUMBER_TO_COME, session_id=session_id, person=by, organisation=body, state=RegistrationState.WAITING,
        signed_up_at=at, changed_at=at, because=IN_LINE,
    )  # fmt: skip
    values = {
        "session": session_id, "taking": sorted(TAKING_SESSIONS), "at": at, "person": by.pk, "body": body.pk,
        "waiting": last.state, "because": last.because, "alone": LeaderPart.NONE,
    }  # fmt: skip
    number = record_in_statement(
        LAST_IN_LINE, values, SIGNED_UP, last, sentence=f"{last}. {last.because}", at=at, organisation=body,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    if number is None:
        return None
    last.pk, last._state.adding = number, False
    return last
