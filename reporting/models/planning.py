"""What is planned per month (features.md R17)."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.money import ZERO, MoneyField
from reporting.models.authorities import Authority


@pghistory.track()
class PlannedMonth(models.Model):
    """What the receiver means to use in one month, kroner eks. mva."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="plan")
    month = models.PositiveSmallIntegerField(_("måned"))
    amount = MoneyField(_("planlagt, eks. mva. (kr)"), default=ZERO)

    class Meta:
        ordering = ("authority", "month")
        verbose_name = _("planlagt måned")
        verbose_name_plural = _("planlagte måneder")
        constraints = [
            models.UniqueConstraint(fields=["authority", "month"], name="month_is_planned_once"),
            models.CheckConstraint(name="planned_month_is_1_to_12", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(name="planned_amount_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.authority}, {self.month}"
