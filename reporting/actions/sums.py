"""Keeping the kept sums few."""

from django.db import connection, transaction

_FOLD = """
    WITH folded AS (DELETE FROM reporting_sumchange RETURNING *)
    INSERT INTO reporting_sumchange (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)
    SELECT authority_id, assignment_id, cash_period, outcome, SUM(row_count), SUM(flagged), SUM(tied), SUM(amount)
      FROM folded GROUP BY authority_id, assignment_id, cash_period, outcome
"""
_AGAIN = """
    DELETE FROM reporting_sumchange;
    INSERT INTO reporting_sumchange (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)
    SELECT authority_id, NULL, cash_period, outcome, COUNT(*), COUNT(*) FILTER (WHERE flags <> '{}'),
           COUNT(*) FILTER (WHERE EXISTS (SELECT FROM reporting_allocation part WHERE part.row_id = row.id)), SUM(amount)
      FROM reporting_ledgerrow row GROUP BY authority_id, cash_period, outcome;
    INSERT INTO reporting_sumchange (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)
    SELECT row.authority_id, part.assignment_id, row.cash_period, row.outcome, 0, 0, 0, SUM(part.amount)
      FROM reporting_allocation part JOIN reporting_ledgerrow row ON row.id = part.row_id
     GROUP BY row.authority_id, part.assignment_id, row.cash_period, row.outcome
"""


@transaction.atomic
def fold_sums() -> None:
    """One row per place; what is written meanwhile is untouched, since only what is seen now is folded."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)


@transaction.atomic
def sum_again() -> None:
    """Make the sums anew from the rows, when nobody may write: after a repair, and in the bench."""
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE reporting_ledgerrow, reporting_allocation, reporting_sumchange IN SHARE ROW EXCLUSIVE MODE"
        )
        cursor.execute(_AGAIN)
