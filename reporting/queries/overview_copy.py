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

# The rows with their number and what is said about them elsewhere. A payment that one assignment carries, as nearly
# all are, is found in the index alone; only the split ones are put into words.
_ROWS = SQL("""
    SELECT row_number() OVER in_order AS number, r.voucher_type, r.voucher_number, r.line_number, r.invoiced_on,
           r.paid_on, r.cash_period, r.statskonto, r.artskonto, COALESCE(account.name, r.account_name) AS account_name,
           r.supplier_name, {supplier_number} AS supplier_number, r.invoice_number, {text} AS text,
           COALESCE(split.parts, carrier.number::text) AS assignments, r.amount, r.vat, r.gross, r.type,
           r.original_voucher, {judgement} AS judgement, s.remark
      FROM reporting_ledgerrow r
      LEFT JOIN reporting_account account ON account.code = r.artskonto
      LEFT JOIN reporting_assessment s ON s.row_id = r.id
      LEFT JOIN ({alone}) alone ON alone.row_id = r.id
      LEFT JOIN letters_assignment carrier ON carrier.id = alone.assignment_id
      LEFT JOIN ({split}) split ON split.row_id = r.id
     WHERE r.authority_id = {authority} AND r.outcome = {counted}
    WINDOW in_order AS (ORDER BY {order})
     ORDER BY {order}
""")
_ALONE = SQL("""
    SELECT a.row_id, min(a.assignment_id) AS assignment_id
      FROM reporting_allocation a
     GROUP BY a.row_id HAVING count(*) = 1
""")
_SPLIT = SQL("""
    SELECT a.row_id, string_agg(
               part.number || ': ' || replace(a.amount::text, '.', ','), ', ' ORDER BY part.number) AS parts
      FROM reporting_allocation a
      JOIN letters_assignment part ON part.id = a.assignment_id
     WHERE a.row_id IN (SELECT row_id FROM reporting_allocation GROUP BY row_id HAVING count(*) > 1)
     GROUP BY a.row_id
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
    """The query: the cells of each line, in the order of the overview's columns."""
    rows = _ROWS.format(
        supplier_number=_SUPPLIER_NUMBER.format(whitespace=Literal(WHITESPACE)),
        text=_TEXT,
        judgement=_JUDGEMENT.format(yes=Literal(f"{_('ja')}: "), no=Literal(f"{_('nei')}: ")),
        alone=_ALONE,
        split=_SPLIT,
        authority=Literal(authority.pk),
        counted=Literal(Outcome.COUNTED.value),
        order=SQL(", ").join(Identifier("r", name) for name in IN_ORDER),
    )
    return SQL("SELECT {cells} FROM ({rows}) line").format(cells=SQL(", ").join(_cells()), rows=rows)


def _cells() -> Iterable[Composable]:
    yield Identifier("number")
    yield from _texts("voucher_type", "voucher_number")
    yield Identifier("line_number")
    yield from (date_cell(Identifier(name)) for name in ("invoiced_on", "paid_on"))
    yield from _texts(
        "cash_period", "statskonto", "artskonto", "account_name", "supplier_name", "supplier_number",
        "invoice_number", "text", "assignments",
    )  # fmt: skip
    yield from (money_cell(Identifier(name)) for name in ("amount", "vat", "gross"))
    yield _type_in_words()
    yield from _texts("original_voucher", "judgement", "remark")


def _texts(*names: str) -> Iterable[Composable]:
    return (text_cell(Identifier(name)) for name in names)


def _type_in_words() -> Composable:
    """The row's type in the language in use."""
    words = (
        SQL("WHEN {value} THEN {label}").format(value=Literal(value), label=Literal(neutralise(str(label))))
        for value, label in RowType.choices
    )
    return SQL("CASE type {words} END").format(words=SQL(" ").join(words))
