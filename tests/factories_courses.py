"""Outlines, courses and sessions, made through the actions."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from courses.actions import outlines, seats, sessions
from courses.actions.outlines import ModuleText
from courses.actions.sessions import SessionFacts
from courses.models import Course, Outline, OutlineVersion, Registration, Session
from courses.states import Aim, Level
from portal.dates import oslo_date
from portal.people.models import Organisation, User
from portal.people.roles import Role
from tests import factories

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class Academy:
    """The body that keeps the courses, its course manager, and DFD's steward."""

    body: Organisation
    keeper: User
    steward: User


def academy(body: Organisation | None = None) -> Academy:
    body = body or factories.OrganisationFactory()
    return Academy(body, factories.member(Role.COURSE_MANAGER, body), factories.member(Role.STEWARD))


def draft(
    where: Academy | None = None, aims: tuple[Aim, ...] = tuple(Aim), **facts: object
) -> OutlineVersion:
    """A draft with one module for each aim."""
    where = where or academy()
    at = timezone.now()
    outline = outlines.create_outline(
        title="Kurs (EKSEMPEL)", organisation=where.body, clause=facts.pop("clause", None), by=where.keeper, at=at, **facts
    )  # fmt: skip
    version = outline.versions.get()
    for aim in aims:
        module(version, aim)
    return version


def module(version: OutlineVersion, aim: Aim = Aim.WHAT, title: str = "", **more: object):
    text = ModuleText(title or f"Modul om {aim.label} (EKSEMPEL)", aim)
    return outlines.add_module(version=version, text=text, by=version.made_by, at=timezone.now(), **more)


def issued(where: Academy | None = None, **facts: object) -> OutlineVersion:
    version = draft(where, **facts)
    return outlines.issue_version(version=version, by=version.made_by, at=timezone.now())


def talked(outline: Outline, by: User, on: datetime.date | None = None):
    at = timezone.now()
    return outlines.log_dialogue(
        outline=outline, held_on=on or oslo_date(at), participants="DFD og arrangøren", summary="Enige.", by=by, at=at
    )  # fmt: skip


def presented(version: OutlineVersion, by: User):
    at = timezone.now()
    sent = outlines.send_to_council(version=version, sent_on=oslo_date(at), by=by, at=at)
    return outlines.note_presentation(
        presentation=sent, presented_on=oslo_date(at), remarks="", follow_up="", by=by, at=at
    )


def course(
    where: Academy | None = None, *, ready: bool = True, level: str = Level.INTRODUCTION, **more: object
) -> Course:
    """A course whose two conditions are met, when `ready`."""
    where = where or academy()
    version = issued(where)
    if ready:
        talked(version.outline, where.keeper)
        presented(version, where.keeper)
    return sessions.create_course(
        version=version, title="KI (EKSEMPEL)", level=level, description="", clause=None, by=where.keeper, at=timezone.now(), **more
    )  # fmt: skip


def facts(starts_at: datetime.datetime, **more: object) -> SessionFacts:
    known = {
        "starts_at": starts_at, "ends_at": starts_at + 2 * HOUR, "closes_at": starts_at, "deregister_by": starts_at - 2 * DAY,
        "place": "Rom 1",
    }  # fmt: skip
    return SessionFacts(**{**known, **more})


def session(
    of: Course | None = None, *, capacity: int = 2, starts_at: datetime.datetime | None = None, opened: bool = True, **more: object
) -> Session:  # fmt: skip
    """A session in ten days, open for registration; `starts_at` may have been."""
    of = of or course()
    by = of.version.made_by
    starts_at = (starts_at or timezone.now() + 10 * DAY).replace(microsecond=0)
    at = starts_at - 10 * DAY
    made = sessions.create_session(course=of, facts=facts(starts_at, **more), capacity=capacity, by=by, at=at)
    return sessions.open_session(session=made, by=by, at=at) if opened else made


def employee(body: Organisation | None = None) -> User:
    return factories.member(Role.EMPLOYEE, body)


def signed_up(
    where: Session, person: User | None = None, at: datetime.datetime | None = None, **more: object
) -> Registration:
    person = person or employee()
    return seats.sign_up(session_id=where.pk, by=person, at=at or where.starts_at - 9 * DAY, **more)
