"""What is planned per month, and the dates of the reporting: data with a source, never constants (features.md R17, R18)."""

import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.money import ZERO, MoneyField
from reporting.models.authorities import Authority
from reporting.states import DeadlineKind


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


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def in_order(self) -> Self:
        return self.order_by("budget_year", models.F("due_on").asc(nulls_last=True), "kind")

    def due_within(self, today: datetime.date, days: int) -> Self:
        """Those that are near; what has passed is not something to do any more."""
        return self.filter(due_on__range=(today, today + datetime.timedelta(days=days)))


@pghistory.track()
class Deadline(models.Model):
    """A date of the year's reporting, with where it is from; without a date until someone has found it (domain.md E-28)."""

    budget_year = models.PositiveSmallIntegerField(_("budsjettår"))
    kind = models.CharField(_("frist"), max_length=20, choices=DeadlineKind)
    due_on = models.DateField(_("dato"), null=True, blank=True)
    source = models.CharField(_("kilde"), max_length=200)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ("budget_year", "kind")
        verbose_name = _("rapporteringsfrist")
        verbose_name_plural = _("rapporteringsfrister")
        constraints = [
            models.UniqueConstraint(fields=["budget_year", "kind"], name="deadline_is_said_once_per_year"),
            models.CheckConstraint(name="deadline_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.budget_year}"

    def is_late(self, today: datetime.date) -> bool:
        return self.due_on is not None and self.due_on < today
