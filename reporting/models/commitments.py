"""Orders, their invoices and the payments that settle them: one chain (features.md R04, R07…R10)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import ZERO, MoneyField
from portal.people.identifiers import refuse_birth_number
from reporting.models.authorities import Authority
from reporting.models.ledger import LedgerRow
from reporting.states import BINDING_COMMITMENTS, CommitmentState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.people.models import User

_IN = CommitmentState


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(authority__in=Authority.objects.visible_to(user))

    def of(self, authority: Authority) -> Self:
        return self.filter(authority=authority)

    def binding(self) -> Self:
        """Approved orders, open or closed: what the body has bound itself to."""
        return self.filter(state__in=BINDING_COMMITMENTS)

    def with_sums(self) -> Self:
        """Each with `invoiced_sum` and `paid_sum`, kroner eks. mva."""
        invoices = Invoice.objects.filter(commitment=models.OuterRef("pk")).order_by()
        paid = Settlement.objects.filter(invoice__commitment=models.OuterRef("pk")).order_by()
        return self.annotate(
            invoiced_sum=_sum_of(invoices.values("commitment"), "amount"),
            paid_sum=_sum_of(paid.values("invoice__commitment"), "row__amount"),
        )


def _sum_of(rows: models.QuerySet, field: str) -> Coalesce:
    return Coalesce(
        models.Subquery(rows.annotate(total=Sum(field)).values("total")), ZERO, output_field=MoneyField()
    )


def _person(label: "StrOrPromise", *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "people.User", models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


@pghistory.track()
class Commitment(models.Model):
    """An order on an authority, kroner eks. mva.; it binds when another person has approved it."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="commitments")
    state = models.CharField(_("status"), max_length=10, choices=CommitmentState, default=_IN.DRAFT)
    reference = models.CharField(_("bestillingsnr."), max_length=40)
    supplier_name = models.CharField(_("leverandør"), max_length=150, validators=[refuse_birth_number])
    supplier_number = models.CharField(_("organisasjonsnummer"), max_length=30, blank=True)
    supplier_country = models.CharField(_("land"), max_length=2, blank=True)
    text = models.CharField(_("hva som er bestilt"), max_length=300, validators=[refuse_birth_number])
    assignment = models.ForeignKey(
        "letters.Assignment", models.PROTECT, related_name="+", verbose_name=_("føring")
    )
    amount = MoneyField(_("beløp, eks. mva. (kr)"))
    # What a closed order did not use; 0 while it is open.
    cancelled = MoneyField(_("ikke brukt, eks. mva. (kr)"), default=ZERO)
    ordered_on = models.DateField(_("bestilt"))
    delivery_on = models.DateField(_("leveres"))
    payment_on = models.DateField(_("ventet betaling"))

    registered_by = _person(_("registrert av"), null=False)
    registered_at = models.DateTimeField(_("registrert"))
    approved_by = _person(_("godkjent av"))
    approved_at = models.DateTimeField(_("godkjent"), null=True, blank=True)
    exception_reason = models.CharField(
        _("grunn til unntak fra rammen"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    closed_because = models.CharField(
        _("hvorfor den ble lukket"), max_length=300, blank=True, validators=[refuse_birth_number]
    )

    # Set by with_sums().
    invoiced_sum: Decimal
    paid_sum: Decimal

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("authority", "ordered_on", "pk")
        verbose_name = _("forpliktelse")
        verbose_name_plural = _("forpliktelser")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="order_reference_is_used_once",
                violation_error_message=_("Bestillingsnummeret er alt i bruk på denne fullmakten."),
            ),
            models.CheckConstraint(
                name="order_is_for_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message=_("Beløpet må være over 0 kr."),
            ),
            models.CheckConstraint(
                name="order_cancels_no_more_than_itself",
                condition=Q(cancelled__gte=0, cancelled__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="who_registered_the_order_does_not_approve_it",
                condition=Q(approved_by=None) | ~Q(approved_by=F("registered_by")),
            ),
            models.CheckConstraint(
                name="binding_order_says_by_whom",
                condition=~Q(state__in=sorted(BINDING_COMMITMENTS))
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_order_says_why",
                condition=Q(state__in=[_IN.DRAFT, _IN.APPROVED]) | ~Q(closed_because=""),
            ),
            models.CheckConstraint(
                name="order_is_delivered_after_it_is_made",
                condition=Q(delivery_on__gte=F("ordered_on")),
                violation_error_message=_("Leveringen kan ikke være før bestillingen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.supplier_name}"

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == _IN.DRAFT

    @property
    def is_open(self) -> bool:
        """Approved and not closed: invoices may come."""
        return self.state == _IN.APPROVED

    @property
    def left(self) -> Decimal:
        """What may still be invoiced; needs with_sums()."""
        return self.amount - self.cancelled - self.invoiced_sum

    @property
    def unpaid(self) -> Decimal:
        """Invoiced and not paid; needs with_sums()."""
        return self.invoiced_sum - self.paid_sum


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(commitment__in=Commitment.objects.visible_to(user))


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(invoice__commitment__in=Commitment.objects.visible_to(user))


class Invoice(models.Model):
    """An invoice on an approved order, kroner eks. mva.; a credit note is negative. It is never changed."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="invoices")
    number = models.CharField(_("fakturanr."), max_length=40)
    amount = MoneyField(_("beløp, eks. mva. (kr)"))
    invoiced_on = models.DateField(_("fakturadato"))
    due_on = models.DateField(_("forfall"))
    delivered_on = models.DateField(_("levert"), null=True, blank=True)
    registered_by = _person(_("registrert av"), null=False)
    registered_at = models.DateTimeField(_("registrert"))

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ("commitment", "invoiced_on", "pk")
        verbose_name = _("faktura")
        verbose_name_plural = _("fakturaer")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "number"],
                name="invoice_number_is_used_once_per_order",
                violation_error_message=_("Fakturanummeret er alt registrert på denne bestillingen."),
            ),
            models.CheckConstraint(
                name="invoice_is_not_zero",
                condition=~Q(amount=0),
                violation_error_message=_("Beløpet kan ikke være 0 kr."),
            ),
        ]
        triggers = [
            *append_only("Fakturaer"),
            pgtrigger.Trigger(
                name="invoices_stay_within_the_order",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("ordered", "RECORD"), ("invoiced", "NUMERIC")],
                func="""
                    SELECT amount, cancelled, state INTO ordered FROM reporting_commitment
                     WHERE id = NEW.commitment_id FOR UPDATE;
                    SELECT COALESCE(SUM(amount), 0) INTO invoiced FROM reporting_invoice
                     WHERE commitment_id = NEW.commitment_id;
                    IF ordered.state <> 'approved' OR invoiced + NEW.amount > ordered.amount - ordered.cancelled
                       OR invoiced + NEW.amount < 0 THEN
                        RAISE EXCEPTION 'Fakturaen går ikke inn i det som er igjen av bestillingen.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_stay_within_the_order';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.commitment.get_absolute_url()


class Settlement(models.Model):
    """A payment in the ledger that settles an invoice; one payment settles one invoice, whole."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="settlements")
    row = models.OneToOneField(LedgerRow, models.PROTECT, related_name="settlement")
    matched_by = _person(_("knyttet av"), null=False)
    matched_at = models.DateTimeField(_("knyttet"))

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ("invoice", "pk")
        verbose_name = _("oppgjør")
        verbose_name_plural = _("oppgjør")

    def __str__(self) -> str:
        return f"{self.invoice} ← {self.row}"
