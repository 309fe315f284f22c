"""What cards, messages and the yearly answer lack."""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pilots.models import DutyAnswer, Pilot
from pilots.states import PilotState
from portal.errors import Problem
from portal.workdays import workdays_after

if TYPE_CHECKING:
    from portal.people.models import Organisation


def correction_due_on(date: datetime.date) -> datetime.date:
    """The last day to answer that an entry is wrong: ten working days (features.md P17)."""
    return workdays_after(date, settings.CORRECTION_WORKDAYS)


def missing_for_move(
    pilot: Pilot, to: "Organisation", from_on: datetime.date, today: datetime.date
) -> list[Problem]:
    """What stands in the way of another owner: the same body, a date to come, or one before the present owner's (P04)."""
    found = []
    if to.pk == pilot.owner_id:
        found.append(Problem(_("Utprøvingen hører alt til denne virksomheten."), code="organisation"))
    if from_on > today:
        found.append(Problem(_("Flytt utprøvingen når dagen er kommet."), code="from_on"))
    held = pilot.ownerships.filter(to_on=None).first()
    if held and from_on <= held.from_on:
        found.append(Problem(_("Datoen må være etter at den nåværende eieren tok over."), code="from_on"))
    return found


def missing_for_duty(answer: DutyAnswer, pilots: int) -> list[Problem]:
    """«No trials» needs the assessments made and how the representatives took part, and no trials (P-11, A10)."""
    found = []
    if pilots:
        found.append(
            Problem(
                _("Dere har utprøvinger i registeret. De er svaret."), url=reverse("pilots"), code="pilots"
            )
        )
    if not answer.assessments.strip():
        found.append(Problem(_("Skriv hvilke vurderinger dere har gjort."), code="assessments"))
    if not answer.involvement.strip():
        found.append(Problem(_("Skriv hvordan de tillitsvalgte var involvert."), code="involvement"))
    return found


def missing_for_deletion(pilot: Pilot) -> list[Problem]:
    """Only an idea that no card builds on is taken out; anything later is stopped, with a reason (features.md P03, P04)."""
    found = []
    if pilot.state != PilotState.IDEA:
        found.append(Problem(_("Bare en idé kan slettes. Stans utprøvingen i stedet.")))
    if pilot.cards.exists() or pilot.files.exists():
        found.append(Problem(_("Utprøvingen har erfaringskort eller filer, og kan ikke slettes.")))
    return found


def missing_for_review(next_on: datetime.date, today: datetime.date) -> list[Problem]:
    """The next review is a day to come (features.md P18)."""
    return [] if next_on > today else [Problem(_("Velg en dato som kommer."), code="next_on")]


def pilots_in(organisation_id: int, year: int) -> int:
    """How many trials the body has had under way in the year: planned or further, and not over before it (A10)."""
    return Pilot.objects.under_way_in(year).filter(owner=organisation_id).count()
