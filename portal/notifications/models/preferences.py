"""How each person wants to hear of things, and who stands in for them while they are away."""

import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.notifications.states import Delivery
from portal.people.models import Daterange, Same

if TYPE_CHECKING:
    from portal.people.models import User


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(person=user)


class Preference(models.Model):
    """One person's choice; `kind` is the key of a rule or message, and empty for everything else."""

    person = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60, blank=True)
    delivery = models.CharField(_("hvordan"), max_length=12, choices=Delivery)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("varslingsvalg")
        verbose_name_plural = _("varslingsvalg")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="a_person_chooses_once_for_each_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_delivery_display()}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, user: "User") -> Self:
        """Those who are away and those who stand in for them."""
        return self.filter(Q(person=user) | Q(delegate=user))

    def held_on(self, date: datetime.date) -> Self:
        return self.filter(from_on__lte=date, to_on__gte=date)


class Delegation(models.Model):
    """From–to a colleague sees what waits for the person, and is reminded too."""

    person = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    delegate = models.ForeignKey(
        "people.User", models.CASCADE, related_name="+", verbose_name=_("stedfortreder")
    )
    from_on = models.DateField(_("fra og med"))
    to_on = models.DateField(_("til og med"))

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ("-from_on",)
        verbose_name = _("fravær")
        verbose_name_plural = _("fravær")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=Q(to_on__gte=F("from_on")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=~Q(person=F("delegate")),
                violation_error_message=_("Velg en annen enn deg selv."),
            ),
            ExclusionConstraint(
                name="one_delegate_at_a_time",
                expressions=[
                    (Same("person_id"), RangeOperators.OVERLAPS),
                    (Daterange("from_on", "to_on", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Du har alt et fravær i denne tiden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.delegate}"
