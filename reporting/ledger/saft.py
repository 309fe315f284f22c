"""SAF-T Financial 1.10 and 1.30 as a secondary source: controlled, and read for what is paid to suppliers (I-01…I-05).

The format has no chapter and post: nothing in it is charged to a fullmakt. It is read as a stream, without entities,
DTD or network.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from portal.errors import BadInput
from portal.money import ZERO
from portal.people.identifiers import is_organisation_number
from reporting.ledger.saft_schema import NAMESPACE, refusal_of, schema_of, version_in

VERSIONS = {"1.0": "1.10", "1.00": "1.10", "1.10": "1.10", "1.20": "1.30", "1.3": "1.30", "1.30": "1.30"}
_NS = f"{{{NAMESPACE}}}"
_BANK, _PAYABLE = "19", "24"


@dataclass(frozen=True)
class SupplierPayment:
    """A line that pays a supplier: debit of the payable account against the bank, kroner."""

    transaction: str
    paid_on: datetime.date
    period: str
    supplier_id: str
    supplier: str
    organisation_number: str
    amount: Decimal


@dataclass
class Saft:
    """What the file says, after its control totals have been found right."""

    version: str
    company: str
    transactions: int = 0
    lines: int = 0
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    payments: list[SupplierPayment] = field(default_factory=list)
    wrong_numbers: list[str] = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        return sum((item.amount for item in self.payments), ZERO)

    @property
    def paying_transactions(self) -> int:
        return len({item.transaction for item in self.payments})


@dataclass(frozen=True)
class _Line:
    account: str
    supplier_id: str
    debit: Decimal
    credit: Decimal


def read_saft(source: BinaryIO) -> Saft:
    """Read and control a SAF-T file, held to its version's schema when the operator has it (I-02, I-03).

    Raises BadInput with one sentence: no namespace, unknown version, against the schema, wrong totals.
    """
    version = VERSIONS.get(version_in(source), "")
    try:
        return _read(source, schema_of(version))
    except etree.XMLSyntaxError as error:
        raise refusal_of(error, version) from error


def _read(source: BinaryIO, schema: Any) -> Saft:
    parse = etree.iterparse(
        source,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        schema=schema,
    )
    found = Saft("", "")
    suppliers: dict[str, tuple[str, str]] = {}
    said: dict[str, str] = {}
    is_first = True
    for event, node in parse:
        if is_first:
            _refuse_other_files(node)
            is_first = False
        if event == "start":
            continue
        name = node.tag.removeprefix(_NS) if isinstance(node.tag, str) else ""
        if name == "AuditFileVersion":
            found.version = _version(node)
        elif name == "Company":
            found.company = _text(node, "Name")
        elif name == "Supplier":
            suppliers[_text(node, "SupplierID")] = (_text(node, "Name"), _text(node, "RegistrationNumber"))
        elif name in ("NumberOfEntries", "TotalDebit", "TotalCredit"):
            # Only the totals of the general ledger; those of source documents are another thing.
            said.setdefault(name, node.text or "")
        elif name == "Transaction":
            _add(found, node, suppliers)
        if name in ("Transaction", "Supplier", "Customer", "Account"):
            _release(node)
    _control(found, said)
    found.wrong_numbers = [
        f"{title} ({number})"
        for title, number in suppliers.values()
        if number and not is_organisation_number(number)
    ]
    return found


def _refuse_other_files(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise BadInput(_("Filen har en DOCTYPE. Slike filer tas ikke inn."))
    if root.tag != f"{_NS}AuditFile":
        raise BadInput(
            _("Dette er ikke en norsk SAF-T Financial-fil: navnerommet mangler eller er et annet.")
        )


def _version(node: Any) -> str:
    known = VERSIONS.get((node.text or "").strip())
    if known is None:
        text = _("SAF-T-versjonen «%(version)s» er ukjent (linje %(line)s). Bruk 1.10 eller 1.30.")
        raise BadInput(text % {"version": (node.text or "")[:10], "line": node.sourceline})
    return known


def _add(found: Saft, node: Any, suppliers: dict[str, tuple[str, str]]) -> None:
    lines = list(_lines(node))
    debit, credit = sum((line.debit for line in lines), ZERO), sum((line.credit for line in lines), ZERO)
    number = _text(node, "TransactionID")
    if debit != credit:
        text = _("Transaksjon %(number)s går ikke i null (linje %(line)s).")
        raise BadInput(text % {"number": number, "line": node.sourceline})
    found.transactions += 1
    found.lines += len(lines)
    found.debit, found.credit = found.debit + debit, found.credit + credit
    if not any(line.account.startswith(_BANK) and line.credit for line in lines):
        return
    for line in lines:
        if line.account.startswith(_PAYABLE) and line.debit and line.supplier_id:
            title, organisation_number = suppliers.get(line.supplier_id, ("", ""))
            found.payments.append(
                SupplierPayment(
                    number,
                    datetime.date.fromisoformat(_text(node, "TransactionDate")[:10]),
                    _text(node, "Period"),
                    line.supplier_id,
                    title,
                    organisation_number,
                    line.debit,
                )
            )


def _lines(transaction: Any) -> Iterator[_Line]:
    for node in transaction.iterfind(f"{_NS}Line"):
        yield _Line(
            _text(node, "AccountID"),
            _text(node, "SupplierID"),
            _amount(node, "Debit"),
            _amount(node, "Credit"),
        )


def _amount(line: Any, side: str) -> Decimal:
    node = line.find(f"{_NS}{side}Amount/{_NS}Amount")
    if node is None:
        return ZERO
    try:
        return Decimal(node.text or "")
    except InvalidOperation as error:
        text = _("«%(text)s» er ikke et beløp (linje %(line)s).")
        raise BadInput(text % {"text": (node.text or "")[:20], "line": node.sourceline}) from error


def _text(node: Any, name: str) -> str:
    return (node.findtext(f"{_NS}{name}") or "").strip()


def _release(node: Any) -> None:
    """Forget what has been read, so that the memory held does not grow with the file."""
    node.clear()
    while node.getprevious() is not None:
        del node.getparent()[0]


def _control(found: Saft, said: dict[str, str]) -> None:
    """The totals the file gives are held against our own (domain.md I-03)."""
    ours = {
        "NumberOfEntries": Decimal(found.transactions),
        "TotalDebit": found.debit,
        "TotalCredit": found.credit,
    }
    for name, own in ours.items():
        if name not in said:
            raise BadInput(_("Filen mangler kontrollsummen %(name)s.") % {"name": name})
        if Decimal(said[name] or "0") != own:
            text = _("Kontrollsummen %(name)s er %(said)s i filen, men linjene gir %(own)s. Filen er avvist.")
            raise BadInput(text % {"name": name, "said": said[name], "own": own})
