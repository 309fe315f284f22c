"""When a body can book seats, write names on them, and give them back (features.md C09)."""

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import GroupBooking, Session
from courses.rules.seats import missing_to_sign_up
from courses.rules.times import moment_in_words
from guidelines.rules import acts_for
from portal.errors import Problem
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


def can_book_seats(user: "User") -> bool:
    """The contact, who answers for the ministry's own employees."""
    return has_right(user, Right.INFORM_STAFF)


def is_of_own_body(user: "User", booking: GroupBooking) -> bool:
    """Whether the contact acts for the body that has booked (domain.md S-05)."""
    return can_book_seats(user) and acts_for(user, booking.organisation_id)


def missing_to_book(session: Session, by: "User", at: datetime.datetime) -> list[Problem]:
    """The same as for signing up, and before seats without a name are let go (domain.md K-02, K-03)."""
    problems = missing_to_sign_up(session, by, at) or _past_the_names(session, at)
    if not problems and session.course.asks_for_leader:
        text = _("På dette kurset velger hver deltaker lederen sin. Derfor melder de seg på selv.")
        problems = [Problem(text, code="leader")]
    return problems


def missing_in_number(seats: int, left: int) -> list[Problem]:
    """Never more than are free for the body (domain.md K-02)."""
    if seats <= left:
        return []
    text = ngettext(
        "Det er %(left)s ledig plass. Det kan ikke bookes %(seats)s.",
        "Det er %(left)s ledige plasser. Det kan ikke bookes %(seats)s.",
        left,
    )
    return [Problem(text % {"left": left, "seats": seats}, code="seats")]


def missing_to_name(booking: GroupBooking, people: int, at: datetime.datetime) -> list[Problem]:
    """Names are written until the deadline, one for each seat that has none."""
    problems = _not_held(booking.session) or _past_the_names(booking.session, at)
    if not problems and people > booking.unnamed:
        text = ngettext(
            "%(seats)s plass er uten navn, og du har skrevet %(people)s.",
            "%(seats)s plasser er uten navn, og du har skrevet %(people)s.",
            booking.unnamed,
        )
        problems.append(Problem(text % {"seats": booking.unnamed, "people": people}, code="people"))
    return problems


def missing_for_names(
    people: Iterable["User"], may: Collection[int], seated: Collection[int]
) -> list[Problem]:
    """Who cannot have the seat: not of the body (`may` are those who are), or with a seat already (`seated`)."""
    problems = []
    for person in people:
        said = {"person": person.name}
        if person.pk not in may:
            text = _("%(person)s er ikke en ansatt i virksomheten som kan melde seg på.")
            problems.append(Problem(text % said, code="people"))
        elif person.pk in seated:
            text = _("%(person)s har alt plass eller tilbud om plass.")
            problems.append(Problem(text % said, code="people"))
    return problems


def missing_to_give_back(booking: GroupBooking, seats: int, at: datetime.datetime) -> list[Problem]:
    """Only seats without a name, before the session; a person withdraws from their own page."""
    if at >= booking.session.starts_at:
        return [Problem(_("Samlingen har begynt."), code="begun")]
    if problems := _not_held(booking.session):
        return problems
    if seats > booking.unnamed:
        text = ngettext(
            "%(seats)s plass er uten navn. Flere kan ikke gis tilbake.",
            "%(seats)s plasser er uten navn. Flere kan ikke gis tilbake.",
            booking.unnamed,
        )
        return [Problem(text % {"seats": booking.unnamed}, code="seats")]
    return []


def _not_held(session: Session) -> list[Problem]:
    return [] if session.is_running else [Problem(_("Samlingen er avlyst."), code="cancelled")]


def _past_the_names(session: Session, at: datetime.datetime) -> list[Problem]:
    if at < session.names_due_at:
        return []
    said = {"deadline": moment_in_words(session.names_due_at)}
    text = _("Fristen for navn på bookede plasser gikk ut %(deadline)s. Ansatte kan melde seg på selv.")
    return [Problem(text % said, code="names_by")]
