"""Orders are registered by one person and approved by another; the ceiling is held while it is checked (R08, R09)."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import Problem, StepRefused, refuse_if
from portal.events import record
from portal.formatting import kroner
from reporting import rules
from reporting.models import Authority, Commitment, Invoice, LedgerRow, Settlement
from reporting.states import APPROVE_COMMITMENT, CLOSE_COMMITMENT, WITHDRAW_COMMITMENT

if TYPE_CHECKING:
    from portal.people.models import User


def _refuse_broken(thing: Commitment | Invoice) -> None:
    """What the table itself would refuse, in its own sentences."""
    try:
        thing.full_clean()
    except ValidationError as error:
        raise StepRefused(problems=[Problem(text) for text in error.messages]) from error


def _hold(authority_id: int) -> Authority:
    """Two who use the same ceiling at the same moment: the second waits, and sees what the first took."""
    locked = Authority.objects.select_for_update(of=("self",)).get(pk=authority_id)
    return Authority.objects.with_parties().get(pk=locked.pk)


def _held(commitment: Commitment) -> Commitment:
    """The order as it is now, while nobody else can use the ceiling."""
    authority = _hold(commitment.authority_id)
    current = Commitment.objects.with_sums().get(pk=commitment.pk)
    current.authority = authority
    return current


@transaction.atomic
def register_commitment(*, commitment: Commitment, by: "User", at: datetime.datetime) -> Commitment:
    """Save an order as a draft: it binds nothing yet, so a draft above what is free is saved (features.md R07)."""
    commitment.registered_by, commitment.registered_at = by, at
    _refuse_broken(commitment)
    commitment.save()
    record(
        "commitment.registered",
        commitment,
        sentence=f"Bestillingen {commitment} på {kroner(commitment.amount)} kr eks. mva. ble registrert.",
        by=by,
        at=at,
        clauses=[commitment.authority.basis_clause_id],
    )
    return commitment


@transaction.atomic
def approve_commitment(
    *, commitment: Commitment, exception_reason: str = "", by: "User", at: datetime.datetime
) -> Commitment:
    """Bind the amount (BDM). Above what is free it takes a reason, which is printed with the name (features.md R07…R09).

    Raises StepRefused for one's own order and for an amount above what is free.
    """
    current, today = _held(commitment), oslo_date(at)
    reason = exception_reason.strip()
    if current.is_draft:
        refuse_if(rules.missing_for_commitment(current, by, today=today, exception_reason=reason))
    over = rules.would_overdraw(current.authority, current.amount, today=today)
    return APPROVE_COMMITMENT.apply(
        current, by=by, at=at, clauses=[current.authority.basis_clause_id],
        approved_by=by, approved_at=at, exception_reason=reason if over else "",
    )  # fmt: skip


@transaction.atomic
def withdraw_commitment(
    *, commitment: Commitment, reason: str, by: "User", at: datetime.datetime
) -> Commitment:
    """Take back an order that nobody has approved."""
    return WITHDRAW_COMMITMENT.apply(commitment, by=by, at=at, closed_because=_given(reason))


@transaction.atomic
def close_commitment(*, commitment: Commitment, reason: str, by: "User", at: datetime.datetime) -> Commitment:
    """No more invoices will come: what is left is free again (features.md R04: orders − cancelled)."""
    current = _held(commitment)
    return CLOSE_COMMITMENT.apply(
        current, by=by, at=at, clauses=[current.authority.basis_clause_id],
        closed_because=_given(reason), cancelled=current.amount - current.invoiced_sum,
    )  # fmt: skip


@transaction.atomic
def register_invoice(*, invoice: Invoice, by: "User", at: datetime.datetime) -> Invoice:
    """Put an invoice on an approved order; StepRefused says what is left of the order (features.md R10)."""
    invoice.commitment = _held(invoice.commitment)
    refuse_if(rules.missing_for_invoice(invoice.commitment, invoice.amount))
    invoice.registered_by, invoice.registered_at = by, at
    _refuse_broken(invoice)
    invoice.save()
    record(
        "invoice.registered",
        invoice.commitment,
        sentence=f"Faktura {invoice} på {kroner(invoice.amount)} kr eks. mva. ble registrert.",
        by=by,
        at=at,
    )
    return invoice


@transaction.atomic
def settle_invoice(*, invoice: Invoice, row: LedgerRow, by: "User", at: datetime.datetime) -> Settlement:
    """Say that a payment in the ledger settles the invoice (features.md R04, R12)."""
    _hold(invoice.commitment.authority_id)
    refuse_if(rules.missing_for_settlement(invoice, row))
    settlement = Settlement.objects.create(invoice=invoice, row=row, matched_by=by, matched_at=at)
    record(
        "invoice.settled",
        invoice.commitment,
        sentence=f"Faktura {invoice} ble knyttet til bilag {row}.",
        by=by,
        at=at,
        changes={"row": [None, row.pk]},
    )
    return settlement


@transaction.atomic
def unsettle_invoice(*, settlement: Settlement, by: "User", at: datetime.datetime) -> None:
    """Take back a match that was wrong; the event keeps what it was."""
    commitment = settlement.invoice.commitment
    _hold(commitment.authority_id)
    row = settlement.row
    settlement.delete()
    record(
        "invoice.unsettled",
        commitment,
        sentence=f"Bilag {row} betaler likevel ikke faktura {settlement.invoice}.",
        by=by,
        at=at,
        changes={"row": [row.pk, None]},
    )


def _given(reason: str) -> str:
    if not reason.strip():
        raise StepRefused(_("Skriv hvorfor."))
    return reason.strip()
