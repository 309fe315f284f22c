"""Which ministries a course has participants from: that there are some, never how many (domain.md K-06)."""

import datetime

from django.utils.translation import gettext as _

from courses.models import Course, GroupBooking, Registration, Session
from courses.states import ACTIVE, TAKING_SESSIONS
from portal.grid import Answer, Body, Column, Grid, Value
from portal.norwegian import norwegian
from portal.people.models import Organisation


def _bodies_with_participants(course: Course) -> set[int]:
    """Those with somebody on a list of the course, who has been to it, or with booked seats; one query."""
    rows = Registration.objects.filter(session__course=course, state__in=sorted(ACTIVE))
    booked = GroupBooking.objects.without_names().filter(session__course=course)
    bodies = rows.order_by().values_list("organisation")
    return {body for (body,) in bodies.union(booked.order_by().values_list("organisation"))}


def bodies_without_participants(course: Course, today: datetime.date) -> list[Organisation]:
    """The ministries that nobody has signed up from, by name."""
    heard = _bodies_with_participants(course)
    asked = Organisation.objects.ministries_on(today).with_names()
    return sorted((body for body in asked if body.pk not in heard), key=lambda body: norwegian(body.name))


def participants_grid(course: Course, today: datetime.date) -> Grid:
    """One row per ministry: somebody is signed up, or nobody."""
    heard = _bodies_with_participants(course)
    bodies = list(Organisation.objects.ministries_on(today).with_names())
    words = {Value.ANSWERED: _("har påmeldte"), Value.SILENT: _("ingen ennå")}
    answers = {(body.code, "signed_up"): Answer(Value.ANSWERED) for body in bodies if body.pk in heard}
    rows = sorted((Body(body.code, body.name) for body in bodies), key=lambda row: norwegian(row.name))
    return Grid(rows, [Column("signed_up", _("Påmelding"), words, tuple(words))], answers)


def has_open_session(course: Course, at: datetime.datetime) -> bool:
    """Whether somebody can sign up for a session that has not begun."""
    return Session.objects.filter(course=course, state__in=TAKING_SESSIONS, starts_at__gt=at).exists()
