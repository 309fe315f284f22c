"""What the echoes say together: groups under five are never shown, and nothing while answers come in (K-06, K-09)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Course, EchoAnswer, Module, Registration, Session
from courses.models.echo import IN_USE, Use
from courses.models.sessions import ECHO_AFTER_DAYS, ECHO_DAYS
from courses.queries.afterwards import FEWEST
from portal.formatting import number
from portal.threads import Thread

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Echo:
    """How many use it how often, and for what."""

    count: int
    invited: int
    in_use: int
    uses: list[tuple[str, int]]
    purposes: list[str]
    reason: str = ""


def echo_of(session: Session, at: datetime.datetime) -> Echo | None:
    """What those who came to a session say; None before anybody is asked."""
    if not session.is_running or at < session.echo_begins_at:
        return None
    rows = list(EchoAnswer.objects.filter(session=session))
    invited = Registration.objects.filter(session=session).who_came().count()
    reason = ""
    if session.takes_echo_at(at):
        reason = _("Svarene vises når spørsmålene er stengt, så ingen ser hvem som svarte sist.")
    elif len(rows) < FEWEST:
        reason = _("Færre enn 5 har svart. Svarene vises derfor ikke.")
    if reason:
        return Echo(len(rows), invited, 0, [], [], reason)
    given = [row.use for row in rows]
    uses = [(str(use.label), given.count(use)) for use in Use]
    in_use = sum(use in IN_USE for use in given)
    return Echo(len(rows), invited, in_use, uses, [row.purpose for row in rows if row.purpose])


def echoes_of_needs(user: "User", needs: Sequence[Any]) -> Iterable[Thread]:
    """«34 av 80 bruker det hver uke»: one line for each course with a module that answers a need; two queries.

    Only sessions that are closed for answers, and each with five answers or more: what a session adds to the sum of
    its course can be found by subtraction.
    """
    answering = Module.objects.visible_to(user).newest().filter(needs__in=needs)
    closed = timezone.now() - datetime.timedelta(days=ECHO_AFTER_DAYS + ECHO_DAYS)
    sessions = (
        Session.objects.running()
        .filter(course__version__modules__in=answering, ends_at__lte=closed)
        .order_by()
        .annotate(
            answers=Count("echoes", distinct=True),
            habits=Count("echoes", distinct=True, filter=Q(echoes__use__in=sorted(IN_USE))),
        )
        .filter(answers__gte=FEWEST)
        .values_list("course", "answers", "habits")
    )
    counted: dict[int, tuple[int, int]] = {}
    for course, answers, habits in sessions:
        all_of, of_them = counted.get(course, (0, 0))
        counted[course] = (all_of + answers, of_them + habits)
    for one in Course.objects.visible_to(user).filter(pk__in=counted).order_by("pk") if counted else ():
        answers, habits = counted[one.pk]
        said = {"habits": number(habits), "all": number(answers)}
        yield Thread(
            _("Brukt etter kurset"), str(one), one.get_absolute_url(),
            _("%(habits)s av %(all)s bruker det hver uke") % said,
        )  # fmt: skip
