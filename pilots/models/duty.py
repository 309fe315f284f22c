"""What every body owes: an answer each year, and the ready-made tools in a line each (features.md A10, P20)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import line, words
from portal.files import InformationClass
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


class DutyYearQuerySet(models.QuerySet["DutyYear"]):
    def visible_to(self, user: "User") -> Self:
        """Everyone who reads the register knows which years are asked for."""
        return self if has_right(user, Right.READ_PILOTS) else self.none()


class DutyYear(models.Model):
    """A year in which each of the 17 bodies says whether it has trials (domain.md P-11)."""

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    due_on = models.DateField(_("svar innen"))
    opened_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("åpnet"))

    objects = DutyYearQuerySet.as_manager()

    class Meta:
        ordering = ("-year",)
        verbose_name = _("årlig runde")
        verbose_name_plural = _("årlige runder")
        constraints = [
            models.CheckConstraint(name="duty_year_is_a_year", condition=Q(year__gte=2023, year__lte=2100))
        ]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("duty_year", args=[self.year])


class DutyAnswerQuerySet(models.QuerySet["DutyAnswer"]):
    def visible_to(self, user: "User") -> Self:
        """One's own body's; what is sent also by those who read for the programme."""
        if has_right(user, Right.KEEP_PILOTS) or has_right(user, Right.READ_MONEY):
            return self.filter(Q(sent_at__isnull=False) | Q(organisation=user.organisation))
        if not has_right(user, Right.READ_PILOTS) or user.organisation is None:
            return self.none()
        return self.filter(organisation=user.organisation)


class DutyAnswer(models.Model):
    """«No trials», with the assessments made and how the representatives took part; both are compulsory (P-11)."""

    duty_year = models.ForeignKey(DutyYear, models.PROTECT, related_name="answers")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    assessments = words(_("hvilke vurderinger er gjort av muligheter for utprøving?"), 4_000)
    involvement = words(_("hvordan er de tillitsvalgte involvert?"), 4_000)
    changed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("skrevet"))
    sent_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)

    objects = DutyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("duty_year", "organisation")
        verbose_name = _("svar på den årlige runden")
        verbose_name_plural = _("svar på den årlige runden")
        constraints = [
            models.UniqueConstraint(fields=["duty_year", "organisation"], name="body_answers_a_year_once"),
            models.CheckConstraint(
                name="no_trials_has_assessments_and_involvement",
                condition=Q(sent_at=None, sent_by=None)
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(assessments="") & ~Q(involvement="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.duty_year}"


class ToolUseQuerySet(models.QuerySet["ToolUse"]):
    def visible_to(self, user: "User") -> Self:
        """The list is common: everyone who reads the register."""
        return self if has_right(user, Right.READ_PILOTS) else self.none()


class ToolUse(models.Model):
    """A ready-made tool that a body uses, in one line; no trial is demanded (features.md P20)."""

    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("virksomhet")
    )
    tool = line(_("verktøy"), 120)
    since_on = models.DateField(_("i bruk fra"), null=True, blank=True)
    until_on = models.DateField(_("i bruk til"), null=True, blank=True)
    information_class = models.CharField(_("brukes til og med"), max_length=10, choices=InformationClass)
    note = line(_("merknad"), 200, blank=True)
    is_example = models.BooleanField(_("eksempel"), default=False)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("ført"))

    objects = ToolUseQuerySet.as_manager()

    class Meta:
        ordering = ("tool", "pk")
        verbose_name = _("ferdig verktøy i bruk")
        verbose_name_plural = _("ferdige verktøy i bruk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "tool"], condition=Q(until_on=None), name="body_lists_a_tool_once",
                violation_error_message=_("Verktøyet står alt på listen."),
            ),
            models.CheckConstraint(
                name="tool_is_used_until_after_from",
                condition=Q(since_on=None) | Q(until_on=None) | Q(until_on__gte=models.F("since_on")),
                violation_error_message=_("Sluttdatoen er før startdatoen."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}: {self.tool}"
