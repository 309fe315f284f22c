"""The hash chain over the ledger: each row has a mark of what it says, each batch a hash of its marks and the batch before.

Both are written by triggers, whoever inserts. Someone who goes around the triggers as the database's owner leaves a
mark that no longer fits, or a chain that no longer holds; `verify_ledger` says where.
"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.guards import append_only
from portal.money import MoneyField
from reporting.models.authorities import Authority

_SAID = (
    "id", "authority_id", "run_id", "row_number", "raw", "outcome", "type", "flags", "accountant_number", "year",
    "voucher_type", "voucher_number", "line_number", "statskonto", "cash_period", "account", "account_name", "artskonto",
    "cost_place", "dimension", "purpose", "text", "supplier_key", "supplier_name", "supplier_number", "supplier_country",
    "invoice_number", "original_voucher", "invoiced_on", "paid_on", "delivered_on", "amount", "amount_exact", "vat", "gross",
)  # fmt: skip


def mark_of(row: str) -> str:
    """SQL for the mark of a row, named «NEW» or by an alias: a hash of every fact in it."""
    facts = ", ".join(f"{row}.{name}" for name in _SAID)
    return f"encode(sha256(convert_to(jsonb_build_array({facts})::text, 'UTF8')), 'hex')"


# SQL for the hash of the marks of a batch, and for the link to the batch before.
MARKS = "encode(sha256(convert_to(string_agg(mark, '' ORDER BY id), 'UTF8')), 'hex')"
LINK = "encode(sha256(convert_to(concat_ws('|', {before}, {marks}, {count}, {total}), 'UTF8')), 'hex')"

# One row says what it says; the statement's rows become the next link, one writer at a time.
CHAIN_TRIGGERS = [
    pgtrigger.Trigger(
        name="is_marked",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"NEW.mark := {mark_of('NEW')}; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="is_chained",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        declare=[("batch", "RECORD"), ("before", "RECORD")],
        func=f"""
            PERFORM pg_advisory_xact_lock(hashtext('reporting_ledgerbatch'));
            FOR batch IN
                SELECT authority_id, COUNT(*) AS row_count, MIN(id) AS first_row, MAX(id) AS last_row,
                       SUM(amount) AS total, {MARKS} AS marks
                  FROM new_rows GROUP BY authority_id ORDER BY authority_id
            LOOP
                SELECT number, sha256 INTO before FROM reporting_ledgerbatch
                 WHERE authority_id = batch.authority_id ORDER BY number DESC LIMIT 1;
                INSERT INTO reporting_ledgerbatch
                    (authority_id, number, row_count, first_row, last_row, total, marks, sha256)
                VALUES (
                    batch.authority_id, COALESCE(before.number, 0) + 1, batch.row_count, batch.first_row, batch.last_row,
                    batch.total, batch.marks,
                    {LINK.format(before="before.sha256", marks="batch.marks", count="batch.row_count", total="batch.total")}
                );
            END LOOP;
            RETURN NULL;
        """,  # noqa: S608 - only names of columns
    ),
]


class LedgerBatch(models.Model):
    """The rows that one statement wrote, as a link in the chain of its authority."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField(_("nummer i kjeden"))
    row_count = models.PositiveIntegerField(_("antall linjer"))
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    total = MoneyField(_("sum, eks. mva. (kr)"))
    marks = models.CharField(max_length=64)
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ("authority", "number")
        verbose_name = _("parti i kjeden")
        verbose_name_plural = _("partier i kjeden")
        triggers = append_only("Partier i kjeden")
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="chain_has_one_link_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.authority}, {self.number}"
