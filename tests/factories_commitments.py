"""Orders, invoices and letters that change a ceiling, taken to the state a test needs by the actions themselves."""

import datetime
from decimal import Decimal

from portal.people.models import User
from portal.people.roles import Role
from reporting.actions import commitments as actions
from reporting.actions.authorities import amend_authority
from reporting.models import Amendment, Authority, Commitment, Invoice
from tests.factories import member
from tests.factories_money import NOON, AssignmentFactory, ClauseFactory, LetterFactory, controller_of

OCTOBER = datetime.date(2024, 10, 14)


def order(
    authority: Authority, amount: str = "1000.00", *, by: User | None = None, **fields: object
) -> Commitment:
    """A draft."""
    count = Commitment.objects.count() + 1
    usual = {
        "reference": f"B-{count}", "supplier_name": "Eksempel AS (EKSEMPEL)", "text": "Rådgivning",
        "assignment": authority.basis_letter.assignments.get(number=1), "ordered_on": OCTOBER, "delivery_on": OCTOBER,
        "payment_on": OCTOBER,
    }  # fmt: skip
    made = Commitment(authority=authority, amount=Decimal(amount), **{**usual, **fields})
    return actions.register_commitment(commitment=made, by=by or controller_of(authority), at=NOON)


def approver_of(authority: Authority) -> User:
    return member(Role.APPROVER, authority.receiver)


def approved(
    authority: Authority, amount: str = "1000.00", *, exception: str = "", **fields: object
) -> Commitment:
    return actions.approve_commitment(
        commitment=order(authority, amount, **fields),
        exception_reason=exception,
        by=approver_of(authority),
        at=NOON,
    )


def invoiced(commitment: Commitment, amount: str, number: str = "F1") -> Invoice:
    invoice = Invoice(
        commitment=commitment, number=number, amount=Decimal(amount), invoiced_on=OCTOBER, due_on=OCTOBER
    )
    return actions.register_invoice(invoice=invoice, by=controller_of(commitment.authority), at=NOON)


def amendment(authority: Authority, change: str, on: datetime.date, **clause: object) -> Amendment:
    """A change that is not saved, by a new letter between the same bodies."""
    letter = LetterFactory(sender=authority.giver, receiver=authority.receiver, reference="24/385-112")
    point = ClauseFactory(assignment=AssignmentFactory(letter=letter), **clause)
    return Amendment(authority=authority, letter=letter, clause=point, valid_on=on, change=Decimal(change))


def amended(authority: Authority, change: str, on: datetime.date) -> Amendment:
    return amend_authority(amendment=amendment(authority, change, on), by=controller_of(authority), at=NOON)
