"""What keeps the register right: messages that an entry is wrong, and the files of a trial."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilots.models.pilots import Pilot, line, words
from pilots.states import CorrectionOutcome

if TYPE_CHECKING:
    from portal.people.models import User


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: "User") -> Self:
        """Those about trials that the person may see."""
        return self.filter(pilot__in=Pilot.objects.visible_to(user))

    def waiting(self) -> Self:
        return self.filter(answered_at=None)


class Correction(models.Model):
    """Somebody says that an entry is wrong; the owner answers within ten working days (features.md P17)."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="corrections")
    text = words(_("hva som er feil"), 2_000)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("meldt"))
    due_on = models.DateField(_("svar innen"))
    outcome = models.CharField(_("utfall"), max_length=10, choices=CorrectionOutcome, blank=True)
    answer = line(_("svar"), 500, blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ("pilot", "at")
        verbose_name = _("melding om feil")
        verbose_name_plural = _("meldinger om feil")
        constraints = [
            models.CheckConstraint(name="correction_says_what_is_wrong", condition=~Q(text="")),
            models.CheckConstraint(
                name="answered_correction_says_how",
                condition=Q(answered_at=None, answered_by=None)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return f"{reverse('pilot', args=[self.pilot.number])}#rettinger"


class PilotFile(models.Model):
    """A file of a trial; what was asked and answered can be asked for by the public (domain.md S-11)."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="files")
    file = models.ForeignKey("portal.StoredFile", models.PROTECT, related_name="+")
    note = line(_("hva det er"), 200)
    has_prompts = models.BooleanField(_("inneholder spørsmål til eller svar fra KI"), default=False)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lagt inn"))

    class Meta:
        ordering = ("pilot", "at")
        verbose_name = _("fil i en utprøving")
        verbose_name_plural = _("filer i en utprøving")

    def __str__(self) -> str:
        return self.note
