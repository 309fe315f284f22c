"""Who may do what with the courses."""

from typing import TYPE_CHECKING

from courses.models import Course, InvitedBody, Outline, Registration, Session
from courses.models.outlines import bodies_kept_by
from guidelines.rules import acts_for
from portal.people.models import Organisation, OrganisationKind
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


def can_read_courses(user: "User") -> bool:
    """Employees, and all who follow the programme."""
    return has_right(user, Right.READ_COURSES)


def can_keep_courses(user: "User") -> bool:
    """Departementsakademiet writes outlines, courses and sessions."""
    return has_right(user, Right.KEEP_COURSES)


def can_read_outlines(user: "User") -> bool:
    """The outline is an answer to the letter: those who read the letter, and the keeper."""
    return has_right(user, Right.READ_LETTERS) or can_keep_courses(user)


def can_keep_outline(user: "User", outline: Outline) -> bool:
    """The body that made it."""
    return _keeps(user, outline.organisation_id)


def can_log_dialogue(user: "User", outline: Outline) -> bool:
    """Both sides of the dialogue: the keeper and DFD (clauses.md 3.6, a joint duty)."""
    return can_keep_outline(user, outline) or has_right(user, Right.DISCUSS_COURSES)


def can_keep_course(user: "User", course: Course) -> bool:
    """The body that keeps its outline."""
    return _keeps(user, course.outline.organisation_id)


def _keeps(user: "User", organisation_id: int) -> bool:
    """Whether the user acts for the body, or for the one that has taken over from it (domain.md O-06)."""
    if not can_keep_courses(user):
        return False
    return acts_for(user, organisation_id) or organisation_id in bodies_kept_by(user)


def can_keep_session(user: "User", session: Session) -> bool:
    """The keeper of the course."""
    return can_keep_course(user, session.course)


def can_sign_up(user: "User") -> bool:
    """Employees; whether their body is in the target group is another question (domain.md K-03)."""
    return has_right(user, Right.SIGN_UP)


def is_own(user: "User", registration: Registration) -> bool:
    """Whether the registration is the person's own."""
    return registration.person_id == user.pk


def can_read_reach(user: "User") -> bool:
    """Those who follow the programme, and a ministry's contact for the own ministry (features.md C15)."""
    return has_right(user, Right.READ_REACH)


def reads_all_reach(user: "User") -> bool:
    """The programme reads every ministry's; a ministry its own (domain.md S-05)."""
    return can_read_reach(user) and (can_keep_courses(user) or has_right(user, Right.READ_MONEY))


def is_in_target_group(organisation: Organisation | None) -> bool:
    """The 17 and the bodies that are configured beside them (domain.md K-03)."""
    if organisation is None:
        return False
    if organisation.kind == OrganisationKind.MINISTRY:
        return True
    return InvitedBody.objects.filter(organisation=organisation).exists()
