"""Who can be a participant's leader, and when the leader can answer (features.md C10)."""

import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.models import Course, Registration
from portal.errors import Problem

if TYPE_CHECKING:
    from portal.people.models import User


def missing_in_leader(
    course: Course, person: "User", leader: "User | None", is_colleague: bool
) -> list[Problem]:
    """A course that asks for a leader gets one, of the own body, and never the person (features.md C10; S-05)."""
    if not course.asks_for_leader:
        return []
    if leader is None:
        return [Problem(_("Velg lederen din. Kurset krever det."), code="leader")]
    if leader.pk == person.pk:
        return [Problem(_("Du kan ikke være din egen leder."), code="leader")]
    if not is_colleague:
        text = _("%(leader)s er ikke en aktiv bruker i virksomheten din. Velg en annen leder.")
        return [Problem(text % {"leader": leader.name}, code="leader")]
    return []


def missing_for_leader_part(course: Course, leader_part: str, is_in_use: bool) -> list[Problem]:
    """The leader's part is the same for all who have signed up."""
    if not is_in_use or course.leader_part == leader_part:
        return []
    text = _("Noen er alt meldt på, eller har booket plasser. Da kan ikke lederens del endres.")
    return [Problem(text, code="leader_part")]


def missing_to_answer(registration: Registration, at: datetime.datetime) -> list[Problem]:
    """A leader answers before the session begins."""
    if not registration.session.is_running:
        return [Problem(_("Samlingen er avlyst."), code="cancelled")]
    if at >= registration.session.starts_at:
        return [Problem(_("Samlingen har begynt."), code="begun")]
    return []
