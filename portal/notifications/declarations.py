"""What the kernel itself reminds of: the deadlines of the calendar, and alarms from the machinery."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import oslo_date
from portal.notifications.models import Alarm, Deadline
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Reminder,
    To,
    Words,
    before,
    escalate,
    every_day,
    overdue,
    register_reminder,
)
from portal.people.models import Membership
from portal.people.roles import Role
from portal.permissions import Right, roles_with

KEEPERS = (Role.COORDINATOR, Role.CONTROLLER)


def deadline_keepers(deadlines: Sequence[Deadline]) -> dict[int, list[To]]:
    """The coordinators and controllers of the body that delivers."""
    reason = gettext_lazy("fordi du følger opp fristene i virksomheten din")
    found = _holders(deadlines, KEEPERS, reason)
    return {deadline.pk: found.get(deadline.organisation_id, []) for deadline in deadlines}


def deadline_leaders(deadlines: Sequence[Deadline]) -> dict[int, list[To]]:
    """The approvers of the body that delivers: they are the leaders here."""
    reason = gettext_lazy("fordi du er godkjenner i virksomheten som ikke har levert")
    found = _holders(deadlines, (Role.APPROVER,), reason)
    return {deadline.pk: found.get(deadline.organisation_id, []) for deadline in deadlines}


def _holders(deadlines: Sequence[Deadline], roles: Sequence[Role], reason: object) -> dict[int, list[To]]:
    bodies = {deadline.organisation_id for deadline in deadlines}
    return holders(bodies, roles, reason=reason, on=oslo_date(timezone.now()))


def deadline_words(deadline: Deadline) -> Words:
    """The deadline, its source, and a calendar file."""
    return Words(
        title=deadline.title,
        sentence=_("Kilde: %(source)s.") % {"source": deadline.source},
        url=deadline.get_absolute_url(),
        due_on=deadline.due_on,
    )


def operators(alarms: Sequence[Alarm]) -> dict[int, list[To]]:
    """Everyone who keeps the machinery running."""
    roles = [role.value for role in roles_with(Right.READ_OPERATIONS)]
    held = Membership.objects.held_on(oslo_date(timezone.now())).filter(roles__overlap=roles)
    reason = gettext_lazy("fordi du har ansvar for driften av portalen")
    tos = [To(reason, person_id=person) for person in held.values_list("user", flat=True)]
    return {alarm.pk: tos for alarm in alarms}


def declare() -> None:
    """Add the kernel's own rules."""
    register_reminder(
        Reminder(
            key="deadline.due",
            title=gettext_lazy("Frister i rapporteringskalenderen"),
            waiting=Deadline.objects.not_met,
            when=(
                before("due_on", 30, 14, 3),
                overdue("due_on", every=7),
                escalate("due_on", after=14, to=deadline_leaders),
            ),
            to=deadline_keepers,
            words=deadline_words,
            heard_by=(*KEEPERS, Role.APPROVER),
        )
    )
    register_reminder(
        Reminder(
            key="operations.alarm",
            title=gettext_lazy("Alarmer fra driften"),
            waiting=Alarm.objects.ringing,
            when=(every_day("since_on"),),
            to=operators,
            words=lambda alarm: Words(alarm.sentence, url=alarm.get_absolute_url()),
            until=30,
            hour=0,
            heard_by=roles_with(Right.READ_OPERATIONS),
            workdays=False,
        )
    )
