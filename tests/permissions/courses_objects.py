"""One object of each kind of `courses/` for an organisation: what the permission matrix asks for."""

from collections.abc import Callable

from django.utils import timezone

from portal.people.models import Organisation
from portal.people.roles import Role


def _made():  # type: ignore[no-untyped-def]
    from tests import factories_courses  # the factories import the actions, which are long

    return factories_courses


def outline(body: Organisation) -> object:
    """An issued outline that waits for fagrådet."""
    made = _made()
    return made.issued(made.academy(body)).outline


def draft_module(body: Organisation) -> object:
    """A module of a draft, seen by its keeper alone."""
    made = _made()
    return made.draft(made.academy(body)).modules.first()


def draft_outline(body: Organisation) -> object:
    """An outline that is a draft."""
    made = _made()
    return made.draft(made.academy(body)).outline


def presentation(body: Organisation) -> object:
    """A paper that is sent to fagrådet."""
    from courses.actions import outlines
    from portal.dates import oslo_today

    made = _made()
    where = made.academy(body)
    return outlines.send_to_council(
        version=made.issued(where), sent_on=oslo_today(), by=where.keeper, at=timezone.now()
    )


def course(body: Organisation) -> object:
    """A course with a session that is open."""
    return session(body).course


def session(body: Organisation) -> object:
    """A session that is open for registration."""
    made = _made()
    return made.session(made.course(made.academy(body)))


def planned_session(body: Organisation) -> object:
    """A session that nobody but its keeper sees."""
    made = _made()
    return made.session(made.course(made.academy(body)), opened=False)


def registration(body: Organisation) -> object:
    """Somebody else's registration, in a session of the body."""
    made = _made()
    return made.signed_up(session(body), made.employee(body))


def certificate(body: Organisation) -> object:
    """A certificate of somebody who was there."""
    from courses.actions import attendance
    from courses.models import Certificate

    made = _made()
    held = made.session(made.course(made.academy(body)), starts_at=timezone.now() - 20 * made.DAY)
    row = made.signed_up(held, made.employee(body))
    attendance.set_attendance(
        session=held, values={row.pk: "full"}, by=held.course.version.made_by, at=held.ends_at
    )
    return Certificate.objects.get(registration=row)


def invited(body: Organisation) -> object:
    """A body in the target group."""
    from courses.models import InvitedBody
    from tests import factories

    by = factories.member(Role.COURSE_MANAGER, body)
    return InvitedBody.objects.create(organisation=body, because="EKSEMPEL", by=by, at=timezone.now())


# Each function gets the organisation that the object belongs to.
MAKERS: dict[str, Callable[[Organisation], object]] = {
    "outline": outline,
    "draft_outline": draft_outline,
    "draft_module": draft_module,
    "presentation": presentation,
    "course": course,
    "session": session,
    "planned_session": planned_session,
    "registration": registration,
    "certificate": certificate,
    "invited_body": invited,
}
