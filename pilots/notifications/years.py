"""The yearly answer: the silent are reminded before the date, and can be chased."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots import rules
from pilots.models import DutyYear
from pilots.queries.overview import silent_bodies
from portal.dates import oslo_today
from portal.formatting import ukedag_dato
from portal.notifications.recipients import holders_or_mailbox
from portal.notifications.registry import (
    Chase,
    Reminder,
    Silent,
    To,
    Words,
    before,
    register_chase,
    register_reminder,
)
from portal.people.roles import Role

if TYPE_CHECKING:
    from portal.people.models import User

OWES = gettext_lazy("fordi departementet ikke har svart på den årlige runden om utprøvinger")


def open_years() -> QuerySet[DutyYear]:
    """The rounds; whom they wait for is asked again right before each mail."""
    return DutyYear.objects.all()


def reached(bodies: set[int]) -> dict[int, list[To]]:
    """The contacts of the bodies, or their mailbox when there is nobody."""
    return holders_or_mailbox(bodies, [Role.MINISTRY_CONTACT], reason=OWES, on=oslo_today())


def silent_in(years: Sequence[DutyYear]) -> dict[int, list[To]]:
    """Those that owe an answer in each round: one who answers falls out by itself."""
    return {
        one.pk: [to for found in reached({body.pk for body in silent_bodies(one)}).values() for to in found]
        for one in years
    }


def year_words(duty: DutyYear) -> Words:
    """What a ministry that has not answered reads."""
    said = {"year": duty.year}
    return Words(
        title=_("Svar for %(year)s: har departementet utprøvinger?") % said,
        sentence=_("Legg inn utprøvingen, eller svar «ingen utprøving» innen %(date)s.")
        % {"date": ukedag_dato(duty.due_on)},
        url=reverse("duty_answer", args=[duty.year]),
        due_on=duty.due_on,
    )


def silent(duty: DutyYear) -> list[Silent]:
    """Those the chase button writes to: who has not answered at this moment."""
    bodies = silent_bodies(duty)
    found = reached({body.pk for body in bodies})
    return [Silent(body.name, tuple(found[body.pk])) for body in bodies]


def may_chase(user: "User", duty: DutyYear) -> bool:
    """The keepers of the register."""
    return rules.can_keep_register(user)


def declare() -> None:
    """Add the rules of the yearly answer; called from AppConfig.ready()."""
    register_reminder(
        Reminder(
            "duty.answer_due", gettext_lazy("Årlig svar om utprøvinger"), open_years, (before("due_on", 14, 3),), silent_in,
            year_words, until=0, each_answers=True, heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
    register_chase(
        Chase(
            subject=DutyYear,
            title=gettext_lazy("Påminnelser om det årlige svaret"),
            objects=lambda user: DutyYear.objects.visible_to(user),
            may=may_chase,
            silent=silent,
            words=year_words,
            heard_by=[Role.MINISTRY_CONTACT],
        )
    )
