"""Which trial a payment was for: a judgement about a fact, as the split over assignments is (domain.md P-09)."""

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.ledger import LedgerRow

if TYPE_CHECKING:
    from typing import Self

    from portal.people.models import User


class TrialPaymentQuerySet(models.QuerySet["TrialPayment"]):
    def visible_to(self, user: "User") -> "Self":
        """The ties of the payments that the person may read."""
        return self.filter(row__in=LedgerRow.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TrialPayment(models.Model):
    """A payment, whole, that was for one trial; what a trial has cost is the sum of these, kroner eks. mva."""

    row = models.OneToOneField(LedgerRow, models.PROTECT, related_name="trial_payment")
    pilot = models.ForeignKey("pilots.Pilot", models.PROTECT, related_name="+", verbose_name=_("utprøving"))
    tied_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("knyttet av"))
    tied_at = models.DateTimeField(_("knyttet"))

    objects = TrialPaymentQuerySet.as_manager()

    class Meta:
        ordering = ("pilot", "row")
        verbose_name = _("bilag for en utprøving")
        verbose_name_plural = _("bilag for utprøvinger")

    def __str__(self) -> str:
        return f"{self.row} → {self.pilot}"
