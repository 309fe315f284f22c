"""The overview's lines as one query whose cells are finished text, for PostgreSQL to write out as CSV.

Each cell says what `reporting.queries.overview` and `portal.exports.tables` would have said: the tests hold
the bytes of the two against each other.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from psycopg.sql import SQL, Composable, Identifier, Literal

from portal.exports.copied import date_cell, money_cell, text_cell
from portal.exports.tables import neutralise
from reporting.models import Authority
from reporting.queries.overview import IN_ORDER
from reporting.states import Outcome, RowType

# What `str.strip` takes away.
WHITESPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

# The lines in order, each cell finished.
_LINES = SQL("""
    SELECT {cells}
      FROM reporting_ledgerrow r
      LEFT JOIN reporting_account account ON account.code = r.artskonto
      LEFT JOIN reporting_assessment s ON s.row_id = r.id
      LEFT JOIN (
          SELECT row_id, count(*) AS parts, min(assignment_id) AS assignment_id
            FROM reporting_allocation GROUP BY row_id
      ) carried ON carried.row_id = r.id
      LEFT JOIN letters_assignment carrier ON carrier.id = carried.assignment_id
     WHERE r.authority_id = {authority} AND r.outcome = {counted}
     ORDER BY {order}
""")
# Nearly every payment is carried whole by one assignment, found in the index; only the split ones are put into words.
_ASSIGNMENTS = SQL("""
    CASE WHEN carried.parts = 1 THEN carrier.number::text WHEN carried.parts > 1 THEN (
        SELECT string_agg(part.number || ': ' || replace(a.amount::text, '.', ','), ', ' ORDER BY part.number)
          FROM reporting_allocation a JOIN letters_assignment part ON part.id = a.assignment_id
         WHERE a.row_id = r.id) END
""")
_SUPPLIER_NUMBER = SQL("""
    CASE WHEN r.supplier_number = '' AND r.supplier_country = '' THEN NULL
         ELSE btrim(r.supplier_number || ' ' || r.supplier_country, {whitespace}) END
""")
_TEXT = SQL("""
    CASE WHEN r.purpose = '' THEN r.text WHEN r.text = '' THEN r.purpose ELSE r.text || ', ' || r.purpose END
""")
_JUDGEMENT = SQL("CASE WHEN s.is_additional_cost THEN {yes} ELSE {no} END || s.reason")


def overview_cells(authority: Authority) -> Composable:
    """The query: the cells of each line after its number, in the order of the overview's lines and columns."""
    return _LINES.format(
        cells=SQL(", ").join(_cells()),
        authority=Literal(authority.pk),
        counted=Literal(Outcome.COUNTED.value),
        order=SQL(", ").join(Identifier("r", name) for name in IN_ORDER),
    )


def _cells() -> Iterable[Composable]:
    """Every cell but the running number."""
    yield from _texts("voucher_type", "voucher_number")
    yield Identifier("r", "line_number")
    yield from (date_cell(Identifier("r", name)) for name in ("invoiced_on", "paid_on"))
    yield Identifier("r", "cash_period")  # six digits, says its constraint
    yield from _texts("statskonto", "artskonto")
    yield text_cell(SQL("COALESCE(account.name, r.account_name)"))
    yield from _texts("supplier_name")
    yield text_cell(_SUPPLIER_NUMBER.format(whitespace=Literal(WHITESPACE)))
    yield from _texts("invoice_number")
    yield text_cell(_TEXT)
    yield _ASSIGNMENTS
    yield from (money_cell(Identifier("r", name)) for name in ("amount", "vat", "gross"))
    yield _type_in_words()
    yield from _texts("original_voucher")
    yield text_cell(_JUDGEMENT.format(yes=Literal(f"{_('ja')}: "), no=Literal(f"{_('nei')}: ")))
    yield text_cell(SQL("s.remark"))


def _texts(*names: str) -> Iterable[Composable]:
    return (text_cell(Identifier("r", name)) for name in names)


def _type_in_words() -> Composable:
    """The row's type in the language in use."""
    words = (
        SQL("WHEN {value} THEN {label}").format(value=Literal(value), label=Literal(neutralise(str(label))))
        for value, label in RowType.choices
    )
    return SQL("CASE r.type {words} END").format(words=SQL(" ").join(words))
