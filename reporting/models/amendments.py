"""Changes of an authority's ceiling, each by a letter and from a date (features.md R03)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from reporting.models.authorities import Authority


class Amendment(models.Model):
    """A later letter gives more or less, from a date; kroner eks. mva. The authority's ceiling follows by trigger."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="amendments")
    letter = models.ForeignKey(
        "letters.Letter", models.PROTECT, related_name="+", verbose_name=_("brevet som endrer rammen")
    )
    clause = models.ForeignKey(
        "letters.Clause", models.PROTECT, related_name="+", verbose_name=_("punktet i brevet")
    )
    valid_on = models.DateField(_("gjelder fra"))
    change = MoneyField(_("endring av rammen, eks. mva. (kr)"))
    remark = models.CharField(_("merknad"), max_length=300, blank=True, validators=[refuse_birth_number])

    class Meta:
        ordering = ("authority", "valid_on", "pk")
        verbose_name = _("endring av rammen")
        verbose_name_plural = _("endringer av rammen")
        constraints = [
            models.UniqueConstraint(fields=["authority", "letter"], name="letter_changes_a_ceiling_once"),
            models.CheckConstraint(
                name="change_of_ceiling_is_not_zero",
                condition=~Q(change=0),
                violation_error_message=_(
                    "Skriv hvor mye rammen endres med. Et brev uten beløp endrer den ikke."
                ),
            ),
        ]
        triggers = [
            *append_only("Endringer av rammen"),
            pgtrigger.Trigger(
                name="moves_the_ceiling",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE reporting_authority SET ceiling = ceiling + NEW.change WHERE id = NEW.authority_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.letter.reference}"
