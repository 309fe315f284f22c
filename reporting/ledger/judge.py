"""One row of an extract: is it ours, can it be read, does it count, and what should a person look at?

Nothing here touches the database; the caller brings what is known about accounts and voucher types.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from portal.dates import DateError, parse_date
from portal.imports.tables import Row
from portal.money import ORE, AmbiguousAmount, Amount, AmountError, DecimalMark, parse_amount
from portal.people.identifiers import (
    contains_birth_number,
    is_organisation_number,
    normalise_organisation_number,
)
from reporting.states import Flag, Outcome, RowType, VoucherMeaning

_PERIOD = re.compile(r"^(\d{4})[-./ ]?(\d{2})$", re.ASCII)
_PERIOD_TURNED = re.compile(r"^(\d{2})[-./ ](\d{4})$", re.ASCII)
# A key that is cut is another key: what is longer than the table holds is refused.
_LONGEST = {"voucher_type": 10, "voucher_number": 30, "account": 20}
_LARGEST_LINE = 2**31 - 1
_KEYS = ("account", "statskonto", "voucher_number", "line_number", "supplier_key", "cash_period")
EMPLOYEE = "Ansatt"


class Skip(StrEnum):
    """Why a row of the file is left where it is."""

    EMPTY = "empty"
    TOTAL = "total"
    OTHER_POST = "other_post"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be taken, in words; one of these stops the whole file."""

    row_number: int
    text: str


class RowUnreadable(Exception):
    """Raised within a row; becomes a RowProblem."""


class BirthNumberFound(Exception):
    """The file holds a birth number: it must not lie in the portal at all (domain.md S-01)."""

    def __init__(self, row_number: int) -> None:
        self.row_number = row_number
        super().__init__(str(row_number))


@dataclass(slots=True)
class Line:
    """A row of ours, read and judged."""

    row_number: int
    raw: str
    outcome: Outcome
    type: RowType
    flags: list[str]
    voucher_type: str
    voucher_number: str
    line_number: int
    cash_period: str
    account: str
    artskonto: str
    amount: Amount
    vat: Decimal | None
    gross: Decimal | None
    invoiced_on: datetime.date | None
    paid_on: datetime.date | None
    delivered_on: datetime.date | None
    texts: dict[str, str]

    @property
    def identity(self) -> tuple[str, str, int]:
        return self.voucher_type, self.voucher_number, self.line_number


@dataclass(frozen=True)
class Terms:
    """What the rows are held against: the authority's post, year and cost period, and what is known."""

    statskonto: str
    budget_year: int
    cost_from: datetime.date
    cost_to: datetime.date
    voucher_meanings: dict[str, str]
    account_codes: frozenset[str]
    decimal_mark: DecimalMark | None = None


@dataclass
class Judge:
    """Reads rows in the file's order; remembers vouchers, so that lines get their numbers."""

    terms: Terms
    places: dict[str, int]
    width: int
    unknown_vouchers: Counter = field(default_factory=Counter)
    ambiguous_amounts: list[str] = field(default_factory=list)
    _lines: Counter = field(default_factory=Counter)
    _invoices: dict[tuple, str] = field(default_factory=dict)

    def read(self, row: Row) -> Line | Skip | RowProblem:
        """The row as a line that is ours, or why it is not, or what is wrong with it."""
        if row.is_empty:
            return Skip.EMPTY
        self._refuse_birth_number(row)
        cell = self._cells(row)
        if not cell["voucher_number"] and not cell["voucher_type"]:
            return (
                Skip.TOTAL
                if self._is_total(row)
                else RowProblem(row.number, _("Raden har ikke bilag og er ingen sumrad."))
            )
        if cell["statskonto"].zfill(6) != self.terms.statskonto:
            return self._other_post(row, cell)
        try:
            return self._line(row, cell)
        except RowUnreadable as error:
            return RowProblem(row.number, str(error))

    def _cells(self, row: Row) -> dict[str, str]:
        count = len(row.cells)
        found = {key: row.cells[place] if place < count else "" for key, place in self.places.items()}
        return {**_NOTHING, **found}

    def _refuse_birth_number(self, row: Row) -> None:
        """Looks in every column but those that hold keys, in rows of every post: the whole file would be kept."""
        keys = {self.places.get(key) for key in _KEYS}
        if contains_birth_number(
            " | ".join(cell for place, cell in enumerate(row.cells) if place not in keys)
        ):
            raise BirthNumberFound(row.number)

    def _is_total(self, row: Row) -> bool:
        return sum(bool(cell) for cell in row.cells) <= 4

    def _other_post(self, row: Row, cell: dict[str, str]) -> Skip | RowProblem:
        if not _is_number(cell["statskonto"]):
            return RowProblem(
                row.number, _("«%(text)s» er ikke en statskonto.") % {"text": cell["statskonto"][:20]}
            )
        return Skip.OTHER_POST

    def _count_line(self, cell: dict[str, str]) -> int:
        """The line's number within its voucher: from the file, else by order among the voucher's lines on this post.

        Lines on other posts are not counted, so that an extract of one post and one of all posts agree.
        """
        voucher = cell["voucher_type"], cell["voucher_number"]
        self._lines[voucher] += 1
        if cell["line_number"]:
            if not _is_number(cell["line_number"]) or int(cell["line_number"]) > _LARGEST_LINE:
                raise RowUnreadable(
                    _("«%(text)s» er ikke et linjenummer.") % {"text": cell["line_number"][:20]}
                )
            return int(cell["line_number"])
        return self._lines[voucher]

    def _line(self, row: Row, cell: dict[str, str]) -> Line:
        if len(row.cells) > self.width and any(row.cells[self.width :]):
            raise RowUnreadable(
                _("Raden har flere kolonner enn overskriften. Et skilletegn står nok i en tekst.")
            )
        if not cell["voucher_number"] or not cell["voucher_type"]:
            raise RowUnreadable(_("Raden mangler bilagsart eller bilagsnummer."))
        for key, most in _LONGEST.items():
            if len(cell[key]) > most:
                raise RowUnreadable(
                    _("«%(text)s …» er for langt. Høyst %(most)s tegn.")
                    % {"text": cell[key][:20], "most": most}
                )
        amount = self._amount(cell["amount"])
        line = Line(
            row_number=row.number,
            raw="",
            outcome=Outcome.COUNTED,
            type=RowType.PAYMENT,
            flags=[],
            voucher_type=cell["voucher_type"],
            voucher_number=cell["voucher_number"],
            line_number=self._count_line(cell),
            cash_period=_period(cell["cash_period"], cell["year"]),
            account=cell["account"],
            artskonto=self._artskonto(cell["account"]),
            amount=amount,
            vat=self._optional_amount(cell["vat"]),
            gross=self._optional_amount(cell["gross"]),
            invoiced_on=_date(cell["invoiced_on"]),
            paid_on=_date(cell["paid_on"]),
            delivered_on=_date(cell["delivered_on"]),
            texts={key: cell[key] for key in _TEXTS},
        )
        meaning = self._meaning(line.voucher_type)
        line.type = _type_of(line, meaning)
        line.outcome = self._outcome(line, meaning)
        line.flags = list(self._flags(line))
        line.raw = self._raw(row, line)
        return line

    def _amount(self, text: str) -> Amount:
        try:
            return parse_amount(text, decimal_mark=self.terms.decimal_mark)
        except AmbiguousAmount:
            self.ambiguous_amounts.append(text)
            return parse_amount(text, decimal_mark=",")
        except AmountError as error:
            raise RowUnreadable(str(error)) from error

    def _optional_amount(self, text: str) -> Decimal | None:
        return self._amount(text).value if text else None

    def _artskonto(self, account: str) -> str:
        if not _is_number(account) or len(account) < 3:
            raise RowUnreadable(_("«%(text)s» er ikke en konto.") % {"text": account[:20]})
        return account if account in self.terms.account_codes else account[:3]

    def _meaning(self, code: str) -> str:
        meaning = self.terms.voucher_meanings.get(code)
        if meaning is None:
            self.unknown_vouchers[code] += 1
            return VoucherMeaning.CASH
        return meaning

    def _outcome(self, line: Line, meaning: str) -> Outcome:
        if meaning == VoucherMeaning.ACCRUAL:
            return Outcome.ACCRUAL
        if int(line.cash_period[:4]) != self.terms.budget_year:
            return Outcome.OTHER_YEAR
        if not 1 <= int(line.cash_period[4:]) <= 12:
            return Outcome.SPECIAL_PERIOD
        return Outcome.COUNTED

    def _flags(self, line: Line) -> Iterable[str]:
        if line.amount.was_rounded:
            yield Flag.ROUNDED
        if (
            line.vat is not None
            and line.gross is not None
            and abs(line.amount.value + line.vat - line.gross) > ORE
        ):
            yield Flag.VAT_MISMATCH
        if self._supplier_number_is_wrong(line):
            yield Flag.SUPPLIER_NUMBER
        if self.terms.account_codes and line.artskonto not in self.terms.account_codes:
            yield Flag.UNKNOWN_ACCOUNT
        if line.artskonto[:1] in "12":
            yield Flag.BALANCE_ACCOUNT
        if line.delivered_on and not self.terms.cost_from <= line.delivered_on <= self.terms.cost_to:
            yield Flag.OUTSIDE_COST_PERIOD
        if line.paid_on and line.paid_on.year != int(line.cash_period[:4]):
            yield Flag.DATES_DIFFER
        if self._is_possible_double(line):
            yield Flag.POSSIBLE_DOUBLE

    def _supplier_number_is_wrong(self, line: Line) -> bool:
        number, country = line.texts["supplier_number"], line.texts["supplier_country"]
        return bool(number) and country in ("", "NO") and not is_organisation_number(number)

    def _is_possible_double(self, line: Line) -> bool:
        """Same supplier, invoice number and amount under another voucher (domain.md E-17)."""
        invoice = line.texts["invoice_number"]
        supplier = line.texts["supplier_key"] or line.texts["supplier_name"]
        if not invoice or not supplier:
            return False
        first = self._invoices.setdefault((supplier, invoice, line.amount.value), line.voucher_number)
        return first != line.voucher_number

    def _raw(self, row: Row, line: Line) -> str:
        """The row as it stood; an employee's name and number are left out (domain.md E-20)."""
        if line.type not in (RowType.WAGES, RowType.TRAVEL):
            return ";".join(row.cells)
        line.texts.update(supplier_name=EMPLOYEE, supplier_key="", supplier_number="", text="")
        hidden = {
            self.places[key]
            for key in ("supplier_key", "supplier_name", "supplier_number", "text")
            if key in self.places
        }
        return ";".join(
            EMPLOYEE if place in hidden and cell else cell for place, cell in enumerate(row.cells)
        )


_TEXTS = (
    "account_name", "cost_place", "dimension", "purpose", "text", "supplier_key", "supplier_name",
    "supplier_number", "supplier_country", "invoice_number", "original_voucher",
)  # fmt: skip
_NOTHING = dict.fromkeys(
    (
        *_TEXTS, "account", "statskonto", "voucher_type", "voucher_number", "line_number", "amount", "vat", "gross",
        "cash_period", "year", "invoiced_on", "paid_on", "delivered_on", "dimension_name", "cost_place_name",
    ),
    "",
)  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _period(text: str, year_text: str = "") -> str:
    """«202409» from 202409, 2024-09 or 09.2024, or from 9 beside the year; periods above 16 do not exist (domain.md E-10)."""
    if len(text) <= 2 and text.isdecimal() and re.fullmatch(r"20\d\d", year_text):
        text = f"{year_text}{int(text):02d}"
    if match := _PERIOD.match(text):
        year, period = match.groups()
    elif match := _PERIOD_TURNED.match(text):
        period, year = match.groups()
    else:
        raise RowUnreadable(
            _("«%(text)s» er ikke en kontantperiode. Den skal være ÅÅÅÅMM.") % {"text": text[:20]}
        )
    if int(period) > 16 or not 2000 <= int(year) <= 2100:
        raise RowUnreadable(_("Kontantperioden «%(text)s» finnes ikke.") % {"text": text[:20]})
    return year + period


def _date(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except DateError as error:
        raise RowUnreadable(f"«{text[:20]}»: {error}") from error


def _type_of(line: Line, meaning: str) -> RowType:
    if line.artskonto.startswith("5"):
        return RowType.WAGES
    if line.artskonto.startswith("71"):
        return RowType.TRAVEL
    if meaning == VoucherMeaning.CORRECTION:
        return RowType.REPOSTING
    if line.amount.value < 0:
        is_credit_note = bool(line.texts["invoice_number"]) or "kredit" in line.texts["text"].lower()
        return RowType.CREDIT_NOTE if is_credit_note else RowType.REFUND
    return RowType.PAYMENT


def tidy_supplier_number(text: str) -> str:
    """Nine digits where they are right; else what the file said."""
    number = normalise_organisation_number(text)
    return number if is_organisation_number(number) else text[:30]
