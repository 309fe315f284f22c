"""Whether the ledger's hash chain still holds, and which row was touched when it does not."""

from collections.abc import Iterator

from django.db import connection

from reporting.models import LedgerBatch, LedgerRow
from reporting.models.chain import LINK, MARKS, mark_of

_TOUCHED = f"""
    SELECT r.voucher_type, r.voucher_number, r.line_number FROM reporting_ledgerrow r
     WHERE r.mark <> {mark_of("r")} ORDER BY r.id
"""  # noqa: S608 - only names of columns
_LINKED = LINK.format(
    before="LAG(b.sha256) OVER (PARTITION BY b.authority_id ORDER BY b.number)",
    marks="b.marks", count="b.row_count", total="b.total",
)  # fmt: skip
_BROKEN = f"""
    SELECT authority_id, number FROM (
        SELECT b.authority_id, b.number, b.sha256, {_LINKED} AS should_be,
               ROW_NUMBER() OVER (PARTITION BY b.authority_id ORDER BY b.number) AS place
          FROM reporting_ledgerbatch b) links
     WHERE sha256 <> should_be OR number <> place ORDER BY 1, 2
"""  # noqa: S608 - only names of columns
_BATCHES = f"""
    SELECT b.authority_id, b.number, b.row_count, found.row_count
      FROM reporting_ledgerbatch b
      LEFT JOIN LATERAL (
          SELECT COUNT(*) AS row_count, SUM(amount) AS total, {MARKS} AS marks FROM reporting_ledgerrow r
           WHERE r.authority_id = b.authority_id AND r.id BETWEEN b.first_row AND b.last_row) found ON TRUE
     WHERE (found.row_count, found.total, found.marks) IS DISTINCT FROM (b.row_count::bigint, b.total, b.marks)
     ORDER BY 1, 2
"""  # noqa: S608 - only names of columns
_OUTSIDE = """
    SELECT r.voucher_type, r.voucher_number, r.line_number FROM reporting_ledgerrow r
     WHERE NOT EXISTS (SELECT FROM reporting_ledgerbatch b
                        WHERE b.authority_id = r.authority_id AND r.id BETWEEN b.first_row AND b.last_row)
     ORDER BY r.id
"""


def chain_size() -> tuple[int, int]:
    """How many rows and links there are."""
    return LedgerRow.objects.count(), LedgerBatch.objects.count()


def faults_of_chain() -> Iterator[str]:
    """What is wrong with the chain, in sentences; nothing when every row is as it was written."""
    yield from (f"Bilag {_name(row)} er endret etter at det ble skrevet." for row in _asked(_TOUCHED))
    yield from (
        f"Parti {number} på fullmakt {authority}: {kept} linjer ble skrevet, og {found} er der nå, eller de sier noe annet."
        for authority, number, kept, found in _asked(_BATCHES)
    )
    yield from (
        f"Parti {number} på fullmakt {authority} henger ikke sammen med partiet før."
        for authority, number in _asked(_BROKEN)
    )
    yield from (f"Bilag {_name(row)} står utenfor kjeden." for row in _asked(_OUTSIDE))


def _name(row: tuple) -> str:
    voucher_type, voucher_number, line = row
    return f"{voucher_type} {voucher_number}-{line}"


def _asked(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
