"""The AI Act: dated rules, the dated status of the law, and each assessment as it was made (domain.md P-05, S-17)."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import Pilot, line
from pilots.states import ActRole, NarrowTask, RiskClass
from portal.guards import append_only


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def in_force_on(self, date: datetime.date) -> "RuleSet | None":
        """The newest rules that had begun on the date."""
        return self.filter(valid_from__lte=date).order_by("-valid_from", "-pk").first()


class RuleSet(models.Model):
    """A version of the questions and what follows from the answers; data, so that it follows the law (S-17)."""

    version = models.CharField(_("versjon"), max_length=20, unique=True)
    valid_from = models.DateField(_("gjelder fra"))
    source = line(_("kilde"), 300)
    content = models.JSONField(_("regelfil"))
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("lagt inn"))

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-pk")
        verbose_name = _("regelfil")
        verbose_name_plural = _("regelfiler")
        triggers = append_only("Regelfiler")

    def __str__(self) -> str:
        return self.version

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.content["questions"]


class LawStatusQuerySet(models.QuerySet["LawStatus"]):
    def on(self, date: datetime.date) -> "LawStatus | None":
        """What was known of the law on the date."""
        return self.filter(valid_from__lte=date).order_by("-valid_from", "-pk").first()


class LawStatus(models.Model):
    """What is known of KI-loven and KI-forordningen from a date: a text with its source, never a constant (S-17)."""

    text = line(_("rettslig status"), 500)
    valid_from = models.DateField(_("gjelder fra"))
    source = line(_("kilde"), 300)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("lagt inn"))

    objects = LawStatusQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-pk")
        verbose_name = _("rettslig status")
        verbose_name_plural = _("rettslig status")
        triggers = append_only("Tekster om rettslig status")

    def __str__(self) -> str:
        return self.text


class RiskAssessmentQuerySet(models.QuerySet["RiskAssessment"]):
    def held(self) -> Self:
        """The assessment that holds for each trial."""
        return self.filter(replaced_at=None)


class RiskAssessment(models.Model):
    """One assessment of a trial: what was answered, what followed, and what a person decided (domain.md P-05)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="assessments")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+", verbose_name=_("regelfil"))
    law_status = models.CharField(_("rettslig status den gang"), max_length=500)
    answers = models.JSONField(_("svar"), default=dict)
    proposed_class = models.CharField(_("foreslått klasse"), max_length=15, choices=RiskClass)
    proposed_basis = models.CharField(_("grunnlag for forslaget"), max_length=200, blank=True)
    risk_class = models.CharField(_("klasse"), max_length=15, choices=RiskClass)
    basis = line(_("grunnlag"), 200, help_text=_("Artikkelen eller punktet i vedlegg III."))
    role = models.CharField(_("rolle"), max_length=10, choices=ActRole)
    is_transparent = models.BooleanField(_("åpenhetsplikt etter artikkel 50"), default=False)
    responsible = line(_("ansvarlig"), 120, help_text=_("Rollen som svarer for bruken."))
    has_annex_area = models.BooleanField(_("område i vedlegg III"), default=False)
    has_profiling = models.BooleanField(_("profilering av personer"), default=False)
    narrow_task = models.CharField(
        _("unntak etter artikkel 6 nr. 3"), max_length=10, choices=NarrowTask, blank=True
    )
    narrow_because = line(_("hvorfor unntaket gjelder"), 1_000, blank=True)
    override_because = line(_("hvorfor klassen er en annen enn forslaget"), 1_000, blank=True)
    assessed_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("vurdert av")
    )
    assessed_at = models.DateTimeField(_("vurdert"))
    replaced_at = models.DateTimeField(_("erstattet"), null=True, blank=True, editable=False)

    objects = RiskAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("pilot", "-assessed_at", "-pk")
        verbose_name = _("vurdering etter KI-forordningen")
        verbose_name_plural = _("vurderinger etter KI-forordningen")
        constraints = [
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(replaced_at=None), name="trial_has_one_assessment_that_holds"
            ),
            models.CheckConstraint(name="assessed_class_has_a_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="other_class_than_proposed_has_a_reason",
                condition=Q(risk_class=models.F("proposed_class")) | ~Q(override_because=""),
            ),
            models.CheckConstraint(
                name="exemption_from_annex_iii_has_a_reason", condition=Q(narrow_task="") | ~Q(narrow_because="")
            ),
            models.CheckConstraint(
                name="no_exemption_from_annex_iii_with_profiling",
                condition=Q(narrow_task="") | Q(has_profiling=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_risk_class_display())

    @property
    def is_overridden(self) -> bool:
        """A person has chosen another class than the rules proposed (features.md P09)."""
        return self.risk_class != self.proposed_class
