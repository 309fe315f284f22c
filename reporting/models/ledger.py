"""Rows of the ledger as they were imported: facts that nobody changes (domain.md E-09…E-21)."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import MoneyField
from reporting.models.authorities import Authority
from reporting.models.chain import CHAIN_TRIGGERS
from reporting.models.sums import ROW_SUMS
from reporting.states import Flag, Outcome, RowType

if TYPE_CHECKING:
    from portal.people.models import User


class LedgerRowQuerySet(models.QuerySet["LedgerRow"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(authority__in=Authority.objects.visible_to(user))

    def of(self, authority: Authority) -> Self:
        return self.filter(authority=authority)

    def counted(self) -> Self:
        """Rows that count against the ceiling: right post, right year, paid (domain.md E-02, E-09…E-11)."""
        return self.filter(outcome=Outcome.COUNTED)

    def set_aside(self) -> Self:
        return self.exclude(outcome=Outcome.COUNTED)

    def untied(self) -> Self:
        """Counted rows that no assignment carries yet."""
        return self.counted().filter(allocations=None)


class LedgerRow(models.Model):
    """One line of one voucher, from one row of one file."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="rows")
    run = models.ForeignKey("portal.ImportRun", models.PROTECT, related_name="+")
    row_number = models.PositiveIntegerField(_("rad i filen"))
    raw = models.TextField(_("raden slik den sto"))
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome)
    type = models.CharField(_("type"), max_length=12, choices=RowType)
    flags = ArrayField(models.CharField(max_length=25, choices=Flag), default=list)

    accountant_number = models.CharField(_("regnskapsfører"), max_length=9)
    year = models.PositiveSmallIntegerField(_("år"))
    voucher_type = models.CharField(_("bilagsart"), max_length=10)
    voucher_number = models.CharField(_("bilagsnr."), max_length=30)
    line_number = models.PositiveIntegerField(_("linje"))

    statskonto = models.CharField(_("statskonto"), max_length=6)
    cash_period = models.CharField(_("kontantperiode"), max_length=6)
    account = models.CharField(_("konto"), max_length=20)
    account_name = models.CharField(_("kontonavn"), max_length=120, blank=True)
    artskonto = models.CharField(_("artskonto"), max_length=4)
    cost_place = models.CharField(_("koststed"), max_length=80, blank=True)
    dimension = models.CharField(_("dimensjon"), max_length=120, blank=True)
    purpose = models.CharField(_("formål"), max_length=120, blank=True)
    text = models.CharField(_("tekst"), max_length=300, blank=True)
    supplier_key = models.CharField(_("reskontronr."), max_length=30, blank=True)
    supplier_name = models.CharField(_("leverandør"), max_length=150, blank=True)
    supplier_number = models.CharField(_("organisasjonsnummer"), max_length=30, blank=True)
    supplier_country = models.CharField(_("land"), max_length=2, blank=True)
    invoice_number = models.CharField(_("fakturanr."), max_length=40, blank=True)
    original_voucher = models.CharField(_("opprinnelig bilag"), max_length=40, blank=True)

    invoiced_on = models.DateField(_("fakturadato"), null=True)
    paid_on = models.DateField(_("betalingsdato"), null=True)
    delivered_on = models.DateField(_("levert"), null=True)

    amount = MoneyField(_("beløp eks. mva. (kr)"))
    amount_exact = models.DecimalField(_("beløp i kilden"), max_digits=21, decimal_places=8)
    vat = MoneyField(_("mva. (kr)"), null=True)
    gross = MoneyField(_("beløp inkl. mva. (kr)"), null=True)
    # Written by trigger: see reporting.models.chain.
    mark = models.CharField(max_length=64, editable=False)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        ordering = ("cash_period", "voucher_type", "voucher_number", "line_number")
        verbose_name = _("bilagslinje")
        verbose_name_plural = _("bilagslinjer")
        triggers = [*append_only("Bilagslinjer"), *CHAIN_TRIGGERS, ROW_SUMS]
        constraints = [
            models.UniqueConstraint(
                fields=["accountant_number", "year", "voucher_type", "voucher_number", "line_number"],
                name="voucher_line_is_imported_once",
            ),
            models.CheckConstraint(
                name="cash_period_is_year_and_period", condition=Q(cash_period__regex=r"^\d{6}$")
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "outcome", "cash_period", "id"], name="row_by_period"),
            models.Index(fields=["authority", "outcome", "amount", "id"], name="row_by_amount"),
            models.Index(
                fields=["authority", "outcome", "cash_period", "amount", "id"],
                name="row_by_period_and_amount",
            ),
            models.Index(fields=["authority", "outcome", "supplier_name", "id"], name="row_by_supplier"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_type} {self.voucher_number}-{self.line_number}"

    def get_absolute_url(self) -> str:
        return reverse("payment", args=[self.pk])

    @property
    def is_counted(self) -> bool:
        return self.outcome == Outcome.COUNTED
