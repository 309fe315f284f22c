"""What a correction in the ledger corrects: the original voucher and, for an ompostering, both legs (domain.md 1.8, E-15, E-16)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.money import ZERO, MoneyField
from portal.people.identifiers import refuse_birth_number
from reporting.models.ledger import LedgerRow
from reporting.states import CorrectionKind


@pghistory.track()
class Correction(models.Model):
    """A judgement about a row that corrects another; the row itself is a fact, and is never changed."""

    row = models.OneToOneField(LedgerRow, models.PROTECT, related_name="correction")
    kind = models.CharField(_("hva slags retting"), max_length=12, choices=CorrectionKind)
    original = models.ForeignKey(
        LedgerRow,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("opprinnelig linje"),
    )
    original_voucher = models.CharField(
        _("opprinnelig bilag, når det ikke er importert"),
        max_length=40,
        blank=True,
        validators=[refuse_birth_number],
    )
    from_statskonto = models.CharField(_("fra statskonto"), max_length=6, blank=True)
    to_statskonto = models.CharField(_("til statskonto"), max_length=6, blank=True)
    amount = MoneyField(_("beløp på vår statskonto, eks. mva. (kr)"))
    counter_amount = MoneyField(_("beløp på den andre statskontoen, eks. mva. (kr)"), default=ZERO)
    reason = models.CharField(_("hvorfor"), max_length=300, validators=[refuse_birth_number])

    class Meta:
        verbose_name = _("retting")
        verbose_name_plural = _("rettinger")
        constraints = [
            models.CheckConstraint(
                name="correction_is_not_of_itself",
                condition=Q(original=None) | ~Q(original=F("row")),
                violation_error_message=_("En linje kan ikke rette seg selv."),
            ),
            models.CheckConstraint(
                name="correction_names_its_original",
                condition=Q(original__isnull=False) | ~Q(original_voucher=""),
                violation_error_message=_("Velg eller skriv det opprinnelige bilaget."),
            ),
            models.CheckConstraint(
                name="reposting_names_both_statskontos",
                condition=~Q(kind=CorrectionKind.REPOSTING)
                | (
                    Q(from_statskonto__regex=r"^\d{6}$", to_statskonto__regex=r"^\d{6}$")
                    & ~Q(from_statskonto=F("to_statskonto"))
                ),
                violation_error_message=_(
                    "En ompostering går fra én statskonto til en annen. Skriv begge, seks sifre."
                ),
            ),
            models.CheckConstraint(
                name="legs_of_a_reposting_sum_to_zero",
                condition=~Q(kind=CorrectionKind.REPOSTING) | Q(amount=-F("counter_amount")),
                violation_error_message=_("De to sidene av omposteringen må bli 0 kr til sammen."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="correction_stays_within_the_authority",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("mine", "RECORD"), ("theirs", "BIGINT")],
                func="""
                    SELECT authority_id, amount INTO mine FROM reporting_ledgerrow WHERE id = NEW.row_id;
                    IF mine.amount <> NEW.amount THEN
                        RAISE EXCEPTION 'Rettingen må ha linjens eget beløp.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_has_the_amount_of_its_row';
                    END IF;
                    SELECT authority_id INTO theirs FROM reporting_ledgerrow WHERE id = NEW.original_id;
                    IF theirs <> mine.authority_id THEN
                        RAISE EXCEPTION 'Rettingen kan ikke vise til en linje på en annen fullmakt.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_stays_within_the_authority';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.row} → {self.names_original}"

    @property
    def names_original(self) -> str:
        return str(self.original) if self.original else self.original_voucher
