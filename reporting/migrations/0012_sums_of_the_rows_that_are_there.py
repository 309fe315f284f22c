"""Rows that were imported before the triggers kept the sums are summed once."""

from django.db import migrations

ROWS = """
    INSERT INTO reporting_sumchange
        (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)
    SELECT authority_id, NULL, cash_period, outcome, COUNT(*), COUNT(*) FILTER (WHERE flags <> '{}'),
           COUNT(*) FILTER (WHERE EXISTS (SELECT FROM reporting_allocation part WHERE part.row_id = row.id)), SUM(amount)
      FROM reporting_ledgerrow row GROUP BY authority_id, cash_period, outcome
"""
PARTS = """
    INSERT INTO reporting_sumchange
        (authority_id, assignment_id, cash_period, outcome, row_count, flagged, tied, amount)
    SELECT row.authority_id, part.assignment_id, row.cash_period, row.outcome, 0, 0, 0, SUM(part.amount)
      FROM reporting_allocation part JOIN reporting_ledgerrow row ON row.id = part.row_id
     GROUP BY row.authority_id, part.assignment_id, row.cash_period, row.outcome
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0011_sums_are_kept_by_triggers")]

    operations = [
        migrations.RunSQL(ROWS, "DELETE FROM reporting_sumchange"),
        migrations.RunSQL(PARTS, migrations.RunSQL.noop),
    ]
