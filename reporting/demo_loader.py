"""The money as demo: the authority of the letter, and the extract until 14 October 2024, tied to the assignments."""

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from portal.imports.runs import check_run, order_run, save_run, start_run
from portal.letters.models import Clause, Letter
from portal.letters.states import LetterKind
from portal.people.models import User
from portal.people.roles import Role
from reporting.actions.allocations import tie_payments
from reporting.actions.authorities import register_authority
from reporting.actions.commitments import register_commitment
from reporting.actions.planning import plan_year
from reporting.demo import demo_extract_so_far
from reporting.ledger.kind import LedgerImport
from reporting.models import Authority, Commitment, LedgerRow


@transaction.atomic
def load_money() -> Authority:
    """The authority of letter 24/385-100 and its first payments; nothing when it is there."""
    letter = Letter.objects.get(kind=LetterKind.SUPPLEMENTARY, budget_year=2024, number=10)
    found = Authority.objects.filter(basis_letter=letter).first()
    if found:
        return found
    controller = User.objects.filter(
        memberships__roles__contains=[Role.CONTROLLER], memberships__organisation=letter.receiver
    ).earliest("pk")
    authority = register_authority(authority=_authority(letter), by=controller, at=timezone.now())
    _import(authority, controller)
    _tie(authority, controller)
    _plan(authority, controller)
    _order(authority, controller)
    return authority


def _authority(letter: Letter) -> Authority:
    return Authority(
        giver=letter.sender,
        receiver=letter.receiver,
        chapter="1500",
        post="21",
        statskonto="150021",
        budget_year=2024,
        ceiling=Decimal("2100000.00"),
        cost_from=datetime.date(2024, 9, 1),
        cost_to=datetime.date(2024, 12, 31),
        purpose="DSS' merutgifter til arbeidet med KI, særlig føring 1 og 2.",
        basis_letter=letter,
        basis_clause=Clause.objects.get(assignment__letter=letter, assignment__number=6, position=1),
    )


def _import(authority: Authority, controller: User) -> None:
    upload = SimpleUploadedFile("EKSEMPEL-kontant-til-14.10.2024.csv", demo_extract_so_far().getvalue())
    run = start_run(
        kind=LedgerImport(),
        upload=upload,
        target={"authority": authority.pk},
        by=controller,
        at=timezone.now(),
    )
    run = order_run(run=check_run(run=run), by=controller, at=timezone.now())
    save_run(run=run)


def _tie(authority: Authority, controller: User) -> None:
    for assignment in authority.basis_letter.assignments.directives():
        rows = LedgerRow.objects.of(authority).untied().filter(purpose=f"F{assignment.number}")
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            tie_payments(
                authority=authority, row_ids=keys, assignment=assignment, by=controller, at=timezone.now()
            )


def _plan(authority: Authority, controller: User) -> None:
    """September to December, most of it late, as innsiktsarbeid goes."""
    months = {9: "200000.00", 10: "300000.00", 11: "700000.00", 12: "900000.00"}
    plan = {month: Decimal(amount) for month, amount in months.items()}
    plan_year(authority=authority, months=plan, by=controller, at=timezone.now())


def _order(authority: Authority, controller: User) -> None:
    """A draft: it binds nothing until somebody approves it."""
    order = Commitment(
        authority=authority,
        reference="EKSEMPEL-2024-01",
        supplier_name="Eksempel Rådgivning AS (EKSEMPEL)",
        text="Innsiktsarbeid, andre del (EKSEMPEL)",
        assignment=authority.basis_letter.assignments.get(number=2),
        amount=Decimal("450000.00"),
        ordered_on=datetime.date(2024, 10, 10),
        delivery_on=datetime.date(2024, 12, 6),
        payment_on=datetime.date(2024, 12, 20),
    )
    register_commitment(commitment=order, by=controller, at=timezone.now())
