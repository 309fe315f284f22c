"""The threads of a trial: what it answers, below it, and how it is found from there (features.md N10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pilots.models import Pilot, PilotAnswer
from portal.norwegian import NorwegianOrder
from portal.threads import Thread
from workinggroup.models import Need, UseCase

if TYPE_CHECKING:
    from django.db.models import Model

    from portal.people.models import User


def answered_by(pilot: Pilot, user: "User") -> list[Thread]:
    """The needs and use cases that the trial answers, of those the person may see: two queries."""
    needs = Need.objects.visible_to(user).filter(pk__in=pilot.answered.values("need"))
    cases = UseCase.objects.visible_to(user).filter(pk__in=pilot.answered.values("use_case"))
    return [
        *(Thread(_("Behov"), one.title, one.get_absolute_url(), one.get_state_display()) for one in needs),
        *(
            Thread(_("Bruksområde"), one.title, one.get_absolute_url(), one.get_state_display())
            for one in cases
        ),
    ]


def choosable_answers(user: "User") -> list[tuple[str, str]]:
    """Needs and use cases that a trial can answer: «need:4», «case:2» and their titles."""
    needs = Need.objects.visible_to(user).order_by(NorwegianOrder("title"), "pk")
    cases = UseCase.objects.visible_to(user).order_by(NorwegianOrder("title"), "pk")
    return [
        *((f"need:{one.pk}", _("Behov: %(title)s") % {"title": one.title}) for one in needs),
        *((f"case:{one.pk}", _("Bruksområde: %(title)s") % {"title": one.title}) for one in cases),
    ]


def pilots_of_needs(user: "User", needs: "Sequence[Model]") -> Iterable[Thread]:
    """The trials that answer one of the needs: one query."""
    return _threads(user, PilotAnswer.objects.filter(need__in=[one.pk for one in needs]).values("pilot"))


def pilots_of_use_cases(user: "User", cases: "Sequence[Model]") -> Iterable[Thread]:
    """The trials that try out one of the use cases: one query."""
    return _threads(user, PilotAnswer.objects.filter(use_case__in=[one.pk for one in cases]).values("pilot"))


def _threads(user: "User", pilots: Any) -> list[Thread]:
    found = Pilot.objects.visible_to(user).filter(pk__in=pilots)
    return [
        Thread(_("Utprøving"), str(one), one.get_absolute_url(), one.get_state_display()) for one in found
    ]
