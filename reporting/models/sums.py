"""What each statement did to the sums of the ledger, written by triggers: a page adds up a few rows instead of a million.

Only added to, never changed in place, so that two who write at once do not wait for one another; once a night the
rows are folded into one per place. What is kept here is a convenience: `verify_ledger` holds it against the rows.
"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.money import MoneyField
from reporting.models.authorities import Authority
from reporting.states import Outcome

_CHANGE = "INSERT INTO reporting_sumchange (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)"


class SumChange(models.Model):
    """A change of the sums in one place: an authority, a period, an outcome, and perhaps an assignment (what it carries)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="sum_changes")
    assignment = models.ForeignKey("letters.Assignment", models.PROTECT, null=True, related_name="+")
    cash_period = models.CharField(_("kontantperiode"), max_length=6)
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome)
    row_count = models.IntegerField(_("bilagslinjer"))
    flagged = models.IntegerField(_("med merke"))
    # How many rows became tied (or were loosened, when negative).
    tied = models.IntegerField(_("knyttet"))
    amount = MoneyField(_("beløp eks. mva. (kr)"))

    class Meta:
        ordering = ("authority", "cash_period", "pk")
        verbose_name = _("endring av summer")
        verbose_name_plural = _("endringer av summer")
        indexes = [models.Index(fields=["authority", "outcome"], name="sums_of_authority")]

    def __str__(self) -> str:
        return f"{self.authority} {self.cash_period}: {self.amount}"


ROW_SUMS = pgtrigger.Trigger(
    name="is_summed",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="new_rows"),
    func=f"""
        {_CHANGE}
        SELECT authority_id, NULL, cash_period, outcome, COUNT(*), COUNT(*) FILTER (WHERE flags <> '{{}}'), 0, SUM(amount)
          FROM new_rows GROUP BY authority_id, cash_period, outcome;
        RETURN NULL;
    """,  # noqa: S608 - only names of columns
)

_PARTS = """
    SELECT row.authority_id, part.assignment_id, row.cash_period, row.outcome, 0, 0, 0, {sign}SUM(part.amount)
      FROM {parts} part JOIN reporting_ledgerrow row ON row.id = part.row_id
     GROUP BY row.authority_id, part.assignment_id, row.cash_period, row.outcome;
"""
# A row is newly tied when it has no other parts than these, and loosened when none are left.
_TIED = """
    SELECT row.authority_id, NULL, row.cash_period, row.outcome, 0, 0, {sign}COUNT(*), 0
      FROM (SELECT row_id, COUNT(*) AS here FROM {parts} GROUP BY row_id) part
      JOIN reporting_ledgerrow row ON row.id = part.row_id
     WHERE (SELECT COUNT(*) FROM reporting_allocation whole WHERE whole.row_id = part.row_id) = {left}
     GROUP BY row.authority_id, row.cash_period, row.outcome;
"""

PART_SUMS = [
    pgtrigger.Trigger(
        name="new_parts_are_summed",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_parts"),
        func=f"""
            {_CHANGE} {_PARTS.format(sign="", parts="new_parts")}
            {_CHANGE} {_TIED.format(sign="", parts="new_parts", left="part.here")}
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="parts_taken_away_are_summed",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="old_parts"),
        func=f"""
            {_CHANGE} {_PARTS.format(sign="-", parts="old_parts")}
            {_CHANGE} {_TIED.format(sign="-", parts="old_parts", left="0")}
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="changed_parts_are_summed",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(new="new_parts", old="old_parts"),
        func=f"""
            {_CHANGE} {_PARTS.format(sign="-", parts="old_parts")}
            {_CHANGE} {_PARTS.format(sign="", parts="new_parts")}
            RETURN NULL;
        """,
    ),
]
