"""A period in which needs are asked for: the silent are reminded before it ends, and can be chased (features.md N13)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from workinggroup.models import Period
from workinggroup.queries.group import silent_in_period
from workinggroup.rules import can_lead_group, over_for_group

if TYPE_CHECKING:
    from portal.people.models import User

ASKED = gettext_lazy("fordi departementet ikke har sagt noe om behovene sine")


def open_periods() -> QuerySet[Period]:
    """The periods; whom they wait for is asked again right before each mail."""
    return Period.objects.select_related("group")


def reached(bodies: set[int]) -> dict[int, list[To]]:
    """The contacts of the ministries, or their mailbox when there is nobody."""
    return holders_or_mailbox(bodies, [Role.MINISTRY_CONTACT], reason=ASKED, on=oslo_today())


def silent_in(periods: Sequence[Period]) -> dict[int, list[To]]:
    """Those who have said nothing in each period: one who answers falls out by itself."""
    today = oslo_today()
    return {
        one.pk: [
            to
            for found in reached({body.pk for body in silent_in_period(one, today)}).values()
            for to in found
        ]
        for one in periods
    }


def period_title(period: Period) -> str:
    """The same words in the mail and in the list of things to do."""
    return _("Si fra om behovene: %(period)s") % {"period": period}


def period_words(period: Period) -> Words:
    """What a ministry that has said nothing reads."""
    return Words(
        title=period_title(period)[:200],
        sentence=_("Del et behov, eller svar «ingen behov» med grunn, innen %(date)s.")
        % {"date": ukedag_dato(period.to_on)},
        url=period.get_absolute_url(),
        due_on=period.to_on,
    )


def silent(period: Period) -> list[Silent]:
    """Those the chase button writes to: who has said nothing at this moment."""
    bodies = silent_in_period(period, oslo_today())
    found = reached({body.pk for body in bodies})
    return [Silent(body.name, tuple(found[body.pk])) for body in bodies]


def may_chase(user: "User", period: Period) -> bool:
    """Who leads the group."""
    return can_lead_group(user)


def over(period: Period) -> str:
    """After the last day of the group nothing is answered."""
    return " ".join(map(str, over_for_group(period.group, oslo_today())))


def declare() -> None:
    """Add the rules of the periods."""
    register_reminder(
        Reminder(
            "need.period_due", gettext_lazy("Behov det spørres etter"), open_periods, (before("to_on", 7, 1),), silent_in,
            period_words, until=0, each_answers=True, heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
    register_chase(
        Chase(
            subject=Period, title=gettext_lazy("Påminnelser om behovene"), objects=lambda user: Period.objects.visible_to(user).select_related("group"),
            may=may_chase, over=over, silent=silent, words=period_words, heard_by=[Role.MINISTRY_CONTACT],
        )
    )  # fmt: skip
