"""Which assignments a payment was for, and whether it is an additional cost: judgements about facts."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.money import MoneyField
from portal.people.identifiers import refuse_birth_number
from reporting.models.ledger import LedgerRow
from reporting.models.sums import PART_SUMS


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Allocation(models.Model):
    """A part of a payment carried by one assignment; the parts sum exactly to the payment (domain.md T-05)."""

    row = models.ForeignKey(LedgerRow, models.PROTECT, related_name="allocations")
    assignment = models.ForeignKey(
        "letters.Assignment", models.PROTECT, related_name="+", verbose_name=_("føring")
    )
    amount = MoneyField(_("beløp eks. mva. (kr)"))

    class Meta:
        ordering = ("row", "assignment")
        verbose_name = _("fordeling")
        verbose_name_plural = _("fordelinger")
        constraints = [
            models.UniqueConstraint(fields=["row", "assignment"], name="assignment_carries_a_payment_once")
        ]
        triggers = [
            *PART_SUMS,
            pgtrigger.Trigger(
                name="parts_sum_to_the_payment",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("payment", "BIGINT"), ("parts", "NUMERIC"), ("whole", "NUMERIC")],
                func="""
                    FOREACH payment IN ARRAY ARRAY[OLD.row_id, NEW.row_id] LOOP
                        SELECT SUM(amount) INTO parts FROM reporting_allocation WHERE row_id = payment;
                        SELECT amount INTO whole FROM reporting_ledgerrow WHERE id = payment;
                        IF parts IS NOT NULL AND parts <> whole THEN
                            RAISE EXCEPTION 'Fordelingen blir % kr, men bilagslinjen er % kr.', parts, whole
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'parts_sum_to_the_payment';
                        END IF;
                    END LOOP;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} → {self.assignment}"


@pghistory.track()
class Assessment(models.Model):
    """Whether a payment is an additional cost of the assignment, with the reason (domain.md E-08)."""

    row = models.OneToOneField(LedgerRow, models.PROTECT, related_name="assessment")
    is_additional_cost = models.BooleanField(_("merutgift"))
    reason = models.CharField(_("begrunnelse"), max_length=300, validators=[refuse_birth_number])
    remark = models.CharField(_("merknad"), max_length=300, blank=True, validators=[refuse_birth_number])

    class Meta:
        verbose_name = _("vurdering")
        verbose_name_plural = _("vurderinger")
        constraints = [
            models.CheckConstraint(
                name="assessment_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Skriv hvorfor dette er eller ikke er en merutgift."),
            )
        ]

    def __str__(self) -> str:
        return str(self.row)
