"""What the machinery says about itself: which events have been heard, last runs, alarms, deletions."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class HeardEvent(models.Model):
    """An event that has become messages; written in the same transaction as they are."""

    event_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("hørt hendelse")
        verbose_name_plural = _("hørte hendelser")

    def __str__(self) -> str:
        return str(self.event_id)


class ScheduledRun(models.Model):
    """The last run of one entry in the schedule."""

    task = models.CharField(_("oppgave"), max_length=100, unique=True)
    started_at = models.DateTimeField(_("begynte"))
    ended_at = models.DateTimeField(_("ferdig"), null=True, blank=True)
    error = models.CharField(_("feil"), max_length=400, blank=True)
    result = models.JSONField(_("resultat"), default=dict)

    class Meta:
        ordering = ("task",)
        verbose_name = _("planlagt kjøring")
        verbose_name_plural = _("planlagte kjøringer")

    def __str__(self) -> str:
        return self.task


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, user: "User") -> Self:
        return self if has_right(user, Right.READ_OPERATIONS) else self.none()

    def ringing(self) -> Self:
        return self.filter(ended_at=None)


class Alarm(models.Model):
    """Something in the machinery that a person must look at; operators are reminded while it lasts."""

    key = models.CharField(max_length=100)
    sentence = models.CharField(_("hva som er galt"), max_length=300)
    since_on = models.DateField(_("fra"))
    began_at = models.DateTimeField(_("begynte"))
    ended_at = models.DateTimeField(_("over"), null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at",)
        verbose_name = _("alarm")
        verbose_name_plural = _("alarmer")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(ended_at=None), name="an_alarm_rings_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return reverse("operations")


class RetentionReport(models.Model):
    """What one night's deletion took away, and what it left and why (domain.md S-07)."""

    made_at = models.DateTimeField(_("tidspunkt"))
    lines = models.JSONField(_("linjer"), default=list)

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("sletterapport")
        verbose_name_plural = _("sletterapporter")

    def __str__(self) -> str:
        return f"{self.made_at:%d.%m.%Y}"
