"""What waits for a person in the trials: answers that are owed, gates that wait, classes to confirm."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilots import rules
from pilots.models import Pilot
from pilots.queries.overview import moved_assessments, unanswered_years
from pilots.states import ExemptionAnswer, Need, PilotState
from portal.todo import TodoItem, a_piece_at_a_time

if TYPE_CHECKING:
    from portal.people.models import User

# Each gate asks several questions: the latest are looked at, and the rest when those are taken.
MOST = 10


def years_to_answer(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Rounds that the person's ministry owes an answer (domain.md P-11)."""
    if not rules.can_answer_year(user) or user.organisation is None:
        return
    for duty in unanswered_years(user.organisation):
        yield TodoItem(
            title=_("Svar for %(year)s: har departementet utprøvinger?") % {"year": duty.year},
            reason=_("Legg inn en utprøving, eller svar «ingen utprøving» med vurderingene."),
            url=reverse("duty_answer", args=[duty.year]),
            due_on=duty.due_on,
            is_late=duty.due_on < today,
        )


def steps_to_take(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Trials of the own body where everything is in place, and that wait for who decides (domain.md P-02)."""
    if not rules.can_answer_year(user):
        return
    own = Pilot.objects.visible_to(user).filter(
        owner=user.organisation, state__in=[PilotState.PLAN, PilotState.DECIDED, PilotState.EVALUATION]
    )
    for pilot in own.select_related("owner").order_by("-changed_at", "-number")[:MOST]:
        if not rules.missing_for_next(pilot):
            yield TodoItem(
                title=_("Ta neste steg: %(pilot)s") % {"pilot": pilot},
                reason=_("Alt er på plass."),
                url=pilot.get_absolute_url(),
            )


def warnings_to_mend(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Own trials with an old ROS analysis, and those that wait for an exemption from law (domain.md P-04; P11)."""
    if not rules.can_write_pilots(user):
        return
    waiting = Q(exemption=Need.YES, exemption_answer__in=["", ExemptionAnswer.PENDING])
    old = Q(ros_on__lt=rules.months_before(today, settings.ROS_MONTHS))
    own = Pilot.objects.visible_to(user).open().filter(waiting | old, owner=user.organisation)
    for pilot in a_piece_at_a_time(own):
        if rules.is_ros_old(pilot, today):
            yield TodoItem(
                title=_("Oppdater ROS-analysen for %(pilot)s") % {"pilot": pilot},
                reason=_("Analysen er mer enn et år gammel."),
                url=pilot.get_absolute_url(),
            )
        if pilot.waits_for_exemption:
            yield TodoItem(
                title=_("Få svar om unntak fra lov: %(pilot)s") % {"pilot": pilot},
                reason=_("Utprøvingen kan ikke starte før svaret er ført."),
                url=pilot.get_absolute_url(),
                due_on=pilot.starts_on,
                is_late=pilot.starts_on is not None and pilot.starts_on < today,
            )


def classes_to_confirm(user: "User", today: datetime.date) -> Iterable[TodoItem]:
    """Own trials that newer rules put in another class than when they were assessed (moonshot 15)."""
    if not rules.can_write_pilots(user):
        return
    for moved in moved_assessments(user, today):
        if rules.can_write_pilot(user, moved.assessment.pilot):
            yield TodoItem(
                title=_("Bekreft klassen: %(pilot)s") % {"pilot": moved.assessment.pilot},
                reason=_("Reglene er endret, og foreslår nå %(class)s.") % {"class": moved.now.lower()},
                url=reverse("assess_pilot", args=[moved.assessment.pilot.number]),
            )
