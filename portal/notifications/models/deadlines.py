"""The reporting calendar: deadlines as data per year, with their source (domain.md E-28, S-17)."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: "User") -> Self:
        """The programme's deadlines for those who read letters."""
        return self if has_right(user, Right.READ_LETTERS) else self.none()

    def not_met(self) -> Self:
        return self.filter(met_at=None)


@pghistory.track()
class Deadline(models.Model):
    """Something that must be delivered by a date; the year is the year it is about."""

    year = models.PositiveSmallIntegerField(_("år"))
    key = models.SlugField(_("fast nøkkel"), max_length=60)
    title = models.CharField(_("hva"), max_length=200)
    due_on = models.DateField(_("frist"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("hvem som leverer")
    )
    source = models.CharField(_("kilde"), max_length=300)
    is_confirmed = models.BooleanField(_("datoen er bekreftet mot kilden"), default=False)
    met_at = models.DateTimeField(_("levert"), null=True, blank=True)
    met_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("frist")
        verbose_name_plural = _("frister")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "key"],
                name="a_deadline_stands_once_in_a_year",
                violation_error_message=_("Fristen finnes alt for dette året."),
            ),
            models.CheckConstraint(
                name="deadline_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Skriv hvor fristen står."),
            ),
            models.CheckConstraint(
                name="met_deadline_says_by_whom",
                condition=Q(met_at=None, met_by=None) | Q(met_at__isnull=False, met_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('deadlines')}#frist-{self.pk}"


class CalendarSubscriptionQuerySet(models.QuerySet["CalendarSubscription"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(person=user)


class CalendarSubscription(models.Model):
    """A secret address where a calendar program fetches one person's dates; only its hash is kept."""

    person = models.ForeignKey("people.User", models.CASCADE, related_name="+")
    name = models.CharField(_("navn"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("laget"))
    revoked_at = models.DateTimeField(_("stengt"), null=True, blank=True)

    objects = CalendarSubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("kalenderabonnement")
        verbose_name_plural = _("kalenderabonnement")

    def __str__(self) -> str:
        return self.name
