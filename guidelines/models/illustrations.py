"""Images in the text: each with an alternative text, at a name that never changes (features.md G16; domain.md N-03)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guidelines.models.guidelines import Guideline
from portal.files import StoredFile
from portal.guards import append_only
from portal.people.identifiers import refuse_birth_number


class Illustration(models.Model):
    """Image number n of a guideline; the text shows it as `![](bilde-n)`. An old version keeps the image it had."""

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="illustrations")
    number = models.PositiveSmallIntegerField(_("nummer"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("bilde"))
    alt = models.CharField(_("hva bildet viser"), max_length=300, validators=[refuse_birth_number])
    alt_nn = models.CharField(
        _("hva bildet viser, på nynorsk"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("lagt inn av"))
    at = models.DateTimeField(_("lagt inn"))

    class Meta:
        ordering = ("guideline", "number")
        verbose_name = _("bilde i en retningslinje")
        verbose_name_plural = _("bilder i retningslinjer")
        constraints = [
            models.UniqueConstraint(fields=["guideline", "number"], name="image_number_is_used_once"),
            models.CheckConstraint(
                name="image_says_what_it_shows",
                condition=~models.Q(alt=""),
                violation_error_message=_("Skriv hva bildet viser, for dem som ikke ser det."),
            ),
        ]
        triggers = append_only("Bilder i en tekst")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the text calls it."""
        return f"bilde-{self.number}"

    @property
    def file_name(self) -> str:
        """Its name in the package for Depweb."""
        return f"{self.name}.{'png' if self.file.content_type == 'image/png' else 'jpg'}"

    def alt_in(self, language: str) -> str:
        """The alternative text in nynorsk when there is one and it is asked for, else in bokmål."""
        return self.alt_nn if language == "nn" and self.alt_nn else self.alt
