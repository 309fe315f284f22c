"""The rows of a plan: goals, dates, money, people, the representatives of the employees, gains and what was measured."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import Pilot, line
from pilots.states import (
    ADDED_UP,
    GainKind,
    GoalResult,
    InvolvementForm,
    Label,
    MeasurementKind,
    MilestoneKind,
    Representative,
)
from portal.formatting import dato, number
from portal.money import ZERO, MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def figure(label: "StrOrPromise") -> models.DecimalField:
    """A figure of an indicator: with two decimals."""
    return models.DecimalField(label, max_digits=14, decimal_places=2)


class Goal(models.Model):
    """What the trial is to reach; at the end each gets a result, also when it is negative (domain.md P-10)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="goals")
    text = line(_("mål"), 300)
    result = models.CharField(_("resultat"), max_length=15, choices=GoalResult, blank=True)
    result_text = line(_("hva som skjedde"), 500, blank=True)

    class Meta:
        ordering = ("pilot", "pk")
        verbose_name = _("mål")
        verbose_name_plural = _("mål")
        constraints = [
            models.CheckConstraint(
                name="goal_with_a_result_says_what_happened",
                condition=Q(result="") | ~Q(result_text=""),
                violation_error_message=_("Skriv hva som skjedde."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Milestone(models.Model):
    """A date in the plan, intended and actual; the dates it had before stay with it (features.md P14)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="milestones")
    kind = models.CharField(_("type"), max_length=16, choices=MilestoneKind, default=MilestoneKind.MILESTONE)
    title = line(_("hva"), 200)
    intended_on = models.DateField(_("planlagt"))
    actual_on = models.DateField(_("ferdig"), null=True, blank=True)
    former_dates = ArrayField(models.DateField(), default=list, editable=False)

    class Meta:
        ordering = ("pilot", "intended_on", "pk")
        verbose_name = _("milepæl")
        verbose_name_plural = _("milepæler")

    def __str__(self) -> str:
        return self.title

    @property
    def former_words(self) -> str:
        """«01.02.2025, 01.04.2025»: what was planned before."""
        return ", ".join(str(dato(day)) for day in self.former_dates)


class BudgetLine(models.Model):
    """What a part of the budget is for; together the lines are the budget (domain.md P-09)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="budget_lines")
    text = line(_("hva"), 200)
    amount = MoneyField(_("beløp (kr)"))

    class Meta:
        ordering = ("pilot", "pk")
        verbose_name = _("budsjettlinje")
        verbose_name_plural = _("budsjettlinjer")
        constraints = [
            models.CheckConstraint(
                name="budget_line_is_not_negative",
                condition=Q(amount__gte=ZERO),
                violation_error_message=_("Beløpet kan ikke være under null."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Participant(models.Model):
    """Who takes part: a role and a body; a name only where it is needed, and with an end date (domain.md P-12)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="participant_rows")
    role = line(_("rolle"), 120, help_text=_("Slik: rekrutteringsrådgiver"))
    body = line(_("virksomhet eller enhet"), 120)
    count = models.PositiveIntegerField(_("antall"), default=1, validators=[MinValueValidator(1)])
    name = line(
        _("navn"), 120, blank=True, help_text=_("Bare når det trengs, og med dato for når navnet slettes.")
    )
    name_until = models.DateField(_("navnet slettes"), null=True, blank=True)

    class Meta:
        ordering = ("pilot", "pk")
        verbose_name = _("deltaker")
        verbose_name_plural = _("deltakere")
        constraints = [
            models.CheckConstraint(
                name="named_participant_has_an_end_date",
                condition=Q(name="") | Q(name_until__isnull=False),
                violation_error_message=_("Skriv når navnet skal slettes."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.body}"


class Involvement(models.Model):
    """When and how the employees' representatives took part; organisations, never members (domain.md P-03)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="involvements")
    form = models.CharField(_("form"), max_length=12, choices=InvolvementForm)
    held_on = models.DateField(_("dato"), null=True, blank=True)
    representatives = ArrayField(
        models.CharField(max_length=15, choices=Representative), default=list, blank=True,
        verbose_name=_("hvem var med"),
    )  # fmt: skip
    reference = line(_("referat eller protokoll"), 60, blank=True, help_text=_("Saksnummer."))
    outcome = line(
        _("utfall, eller hvorfor det ikke er relevant"),
        500,
        help_text=_("Skriv aldri hvem som er medlem av en fagforening."),
    )

    class Meta:
        ordering = ("pilot", "held_on", "pk")
        verbose_name = _("medbestemmelse")
        verbose_name_plural = _("medbestemmelse")
        constraints = [
            models.CheckConstraint(
                name="involvement_says_when_who_and_where",
                condition=Q(form=InvolvementForm.NOT_RELEVANT)
                | (Q(held_on__isnull=False) & ~Q(reference="") & Q(representatives__len__gt=0)),
                violation_error_message=_("Skriv dato, hvem som var med, og saksnummeret til referatet."),
            ),
            models.CheckConstraint(name="involvement_has_an_outcome", condition=~Q(outcome="")),
        ]

    def __str__(self) -> str:
        return str(self.get_form_display())

    @property
    def is_real(self) -> bool:
        """Somebody was told, heard or agreed with."""
        return self.form != InvolvementForm.NOT_RELEVANT

    @property
    def representative_words(self) -> str:
        return ", ".join(str(Representative(one).label) for one in self.representatives)


class Gain(models.Model):
    """A benefit that is looked for, with its indicator, and who in the line answers for it (domain.md P-08)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="gains")
    title = line(_("gevinst"), 200)
    kind = models.CharField(_("type"), max_length=12, choices=GainKind)
    indicator = line(_("indikator"), 200, help_text=_("Slik: tid brukt på én utlysningstekst"))
    unit = line(_("enhet"), 40, help_text=_("Slik: minutter"))
    target = figure(_("mål for indikatoren"))
    responsible = line(
        _("gevinstansvarlig i linjen"), 120, help_text=_("Rollen, ikke navnet. I linjen, ikke i prosjektet.")
    )
    beneficiary = line(_("hvem som får gevinsten"), 120, blank=True)
    is_saved_time = models.BooleanField(_("gevinsten er spart tid"), default=False)
    alternative_use = line(
        _("alternativ anvendelse"),
        300,
        blank=True,
        help_text=_("Hva tiden skal brukes til. Må skrives når gevinsten er spart tid."),
    )

    class Meta:
        ordering = ("pilot", "pk")
        verbose_name = _("gevinst")
        verbose_name_plural = _("gevinster")
        constraints = [
            models.CheckConstraint(
                name="saved_time_says_what_it_is_used_for",
                condition=Q(is_saved_time=False) | ~Q(alternative_use=""),
                violation_error_message=_("Skriv hva den sparte tiden skal brukes til."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Measurement(models.Model):
    """The indicator on a date: before, on the way or at the end, and how good the figure is (features.md P12, P13)."""

    gain = models.ForeignKey(Gain, models.CASCADE, related_name="measurements", verbose_name=_("gevinst"))
    kind = models.CharField(_("når"), max_length=10, choices=MeasurementKind)
    value = figure(_("verdi"))
    label = models.CharField(_("hvor sikkert er tallet?"), max_length=12, choices=Label)
    measured_on = models.DateField(_("dato"))
    people = models.PositiveIntegerField(_("antall som svarte eller ble målt"), null=True, blank=True)
    group = line(_("gruppe"), 120, blank=True, help_text=_("Den samme gruppen før og etter, uten navn."))
    method = line(_("hvordan"), 200, blank=True, help_text=_("De samme spørsmålene før og etter."))

    class Meta:
        ordering = ("gain", "measured_on", "pk")
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        constraints = [
            models.UniqueConstraint(
                fields=["gain"], condition=Q(kind=MeasurementKind.BASELINE), name="gain_has_one_baseline",
                violation_error_message=_("Gevinsten har alt et nullpunkt."),
            ),
            models.UniqueConstraint(
                fields=["gain"], condition=Q(kind=MeasurementKind.END), name="gain_has_one_end_measurement",
                violation_error_message=_("Gevinsten har alt en sluttmåling."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {number(self.value, 2)}"

    @property
    def is_added_up(self) -> bool:
        return self.label in ADDED_UP


def change_of(before: Decimal, after: Decimal) -> Decimal | None:
    """How much the indicator has moved in per cent of the baseline; None when the baseline is zero."""
    return None if before == 0 else (after - before) * 100 / before
