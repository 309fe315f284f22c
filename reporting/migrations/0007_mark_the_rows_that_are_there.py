"""Rows from before the chain get their mark, and one link per authority."""

from django.db import migrations

from reporting.models.chain import LINK, MARKS, mark_of

_MARK = f"UPDATE reporting_ledgerrow r SET mark = {mark_of('r')} WHERE mark = ''"
_LINKS = f"""
    INSERT INTO reporting_ledgerbatch (authority_id, number, row_count, first_row, last_row, total, marks, sha256)
    SELECT authority_id, 1, row_count, first_row, last_row, total, marks,
           {LINK.format(before="NULL", marks="marks", count="row_count", total="total")}
      FROM (SELECT authority_id, COUNT(*) AS row_count, MIN(id) AS first_row, MAX(id) AS last_row, SUM(amount) AS total,
                   {MARKS} AS marks FROM reporting_ledgerrow GROUP BY authority_id) batch
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_ledger_is_a_hash_chain")]

    operations = [
        migrations.RunSQL("ALTER TABLE reporting_ledgerrow DISABLE TRIGGER USER", migrations.RunSQL.noop),
        migrations.RunSQL(_MARK, migrations.RunSQL.noop),
        migrations.RunSQL(_LINKS, migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE reporting_ledgerrow ENABLE TRIGGER USER", migrations.RunSQL.noop),
    ]
