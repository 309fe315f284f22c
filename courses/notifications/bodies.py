"""Ministries that nobody has signed up from: seen on the page of the course, and chased from there (moonshot 17)."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import rules
from courses.models import Course
from courses.queries.bodies import bodies_without_participants, has_open_session
from portal.dates import oslo_today
from portal.notifications.recipients import holders_or_mailbox
from portal.notifications.registry import Chase, Silent, Words, register_chase
from portal.people.roles import Role

if TYPE_CHECKING:
    from portal.people.models import User

INVITED = gettext_lazy("fordi ingen fra virksomheten din er meldt på kurset")


def silent(course: Course) -> list[Silent]:
    """Those the chase button writes to: the contacts of each ministry without participants, or its mailbox."""
    today = oslo_today()
    bodies = bodies_without_participants(course, today)
    found = holders_or_mailbox(
        (body.pk for body in bodies), [Role.MINISTRY_CONTACT], reason=INVITED, on=today
    )
    return [Silent(body.name, tuple(found[body.pk])) for body in bodies]


def words(course: Course) -> Words:
    """What they read."""
    return Words(
        title=(_("Ingen fra virksomheten er meldt på: %(course)s") % {"course": course})[:200],
        sentence=_("Påmeldingen er åpen. Si fra til de ansatte."),
        url=course.get_absolute_url(),
    )


def may_chase(user: "User", course: Course) -> bool:
    """The keeper of the course."""
    return rules.can_keep_course(user, course)


def over(course: Course) -> str:
    """Nobody is asked to sign up when no session can be signed up for."""
    return "" if has_open_session(course, timezone.now()) else _("Ingen samling tar imot påmeldinger nå.")


def declare() -> None:
    """Add the chase button of the courses."""
    register_chase(
        Chase(
            subject=Course, title=gettext_lazy("Påminnelser om kurs"), objects=lambda user: Course.objects.visible_to(user),
            may=may_chase, over=over, silent=silent, words=words, heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
