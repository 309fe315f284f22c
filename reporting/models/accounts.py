"""The chart of accounts and the meaning of voucher types: data with a source, never constants."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.states import VoucherMeaning


class Account(models.Model):
    """An artskonto in the standard chart of accounts for state bodies (R-102)."""

    code = models.CharField(_("artskonto"), max_length=4, primary_key=True)
    name = models.CharField(_("navn"), max_length=200)
    source = models.CharField(_("kilde"), max_length=200)

    class Meta:
        ordering = ("code",)
        verbose_name = _("artskonto")
        verbose_name_plural = _("artskonti")
        constraints = [
            models.CheckConstraint(
                name="account_code_is_three_or_four_digits", condition=Q(code__regex=r"^\d{3,4}$")
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class VoucherType(models.Model):
    """What a bilagsart code means in the ledger of one body (domain.md E-11, I-12)."""

    organisation = models.ForeignKey(
        "people.Organisation", models.CASCADE, related_name="+", verbose_name=_("virksomhet")
    )
    code = models.CharField(_("bilagsart"), max_length=10)
    meaning = models.CharField(_("betydning"), max_length=12, choices=VoucherMeaning)
    source = models.CharField(_("kilde"), max_length=200)

    class Meta:
        ordering = ("organisation", "code")
        verbose_name = _("bilagsart")
        verbose_name_plural = _("bilagsarter")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="voucher_type_is_said_once_per_body"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_meaning_display()}"
