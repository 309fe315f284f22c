"""What a trial stands in: the bodies that have owned it, the guidelines it follows, the needs it answers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import Pilot, line


class Ownership(models.Model):
    """Which body a trial belongs to, from–to: it keeps its number and address when it moves (domain.md T-04)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="ownerships")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    from_on = models.DateField(_("fra"))
    to_on = models.DateField(_("til"), null=True, blank=True)
    because = line(_("hvorfor"), 300, blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pilot", "from_on", "pk")
        verbose_name = _("eier")
        verbose_name_plural = _("eiere")
        constraints = [
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(to_on=None), name="trial_has_one_owner_at_a_time"
            ),
            models.CheckConstraint(
                name="ownership_ends_after_it_begins", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}: {self.organisation}"


class PilotSection(models.Model):
    """A section of a guideline that the trial follows; when it changes, the owner is asked (moonshot 14)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="sections")
    guideline = models.ForeignKey("guidelines.Guideline", models.PROTECT, related_name="+")
    anchor = models.CharField(_("anker"), max_length=12)

    class Meta:
        ordering = ("pilot", "guideline", "anchor")
        verbose_name = _("del av en retningslinje")
        verbose_name_plural = _("deler av en retningslinje")
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "guideline", "anchor"], name="trial_cites_a_section_once",
                violation_error_message=_("Utprøvingen viser alt til denne delen."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.guideline} {self.anchor}"


class PilotAnswer(models.Model):
    """A need or a use case of the working group that the trial answers (features.md N10)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="answered")
    need = models.ForeignKey(
        "workinggroup.Need", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("behov")
    )
    use_case = models.ForeignKey(
        "workinggroup.UseCase",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bruksområde"),
    )

    class Meta:
        ordering = ("pilot", "pk")
        verbose_name = _("behov eller bruksområde")
        verbose_name_plural = _("behov og bruksområder")
        constraints = [
            models.CheckConstraint(
                name="trial_answers_a_need_or_a_use_case",
                condition=Q(need__isnull=False, use_case=None) | Q(need=None, use_case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["pilot", "need"], name="trial_answers_a_need_once",
                violation_error_message=_("Utprøvingen svarer alt på dette behovet."),
            ),
            models.UniqueConstraint(
                fields=["pilot", "use_case"], name="trial_answers_a_use_case_once",
                violation_error_message=_("Utprøvingen svarer alt på dette bruksområdet."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.need or self.use_case)
