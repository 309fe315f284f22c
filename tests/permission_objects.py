"""One object of each kind for an organisation: what the permission matrix asks for."""

import datetime
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from portal.files import InformationClass, StoredFile
from portal.imports.models import ImportRun
from portal.letters.models import Assignment, Clause, Letter
from portal.letters.states import ClauseType, LetterKind, LetterState
from portal.people.models import Organisation
from portal.permissions import Right
from reporting.models import (
    Authority,
    Commitment,
    Deadline,
    Difference,
    Invoice,
    LedgerRow,
    OverviewVersion,
    SealedFile,
    Settlement,
)
from reporting.states import Outcome, RowType, VersionState
from tests import factories

DAY = datetime.date(2024, 1, 19)


def letter(organisation: Organisation) -> Letter:
    """A registered letter to the organisation, with one clause that gives an authority."""
    made = _letter(organisation, state=LetterState.REGISTERED, registered_at=timezone.now())
    _clause(made)
    return made


def draft(organisation: Organisation) -> Letter:
    """A letter that is not registered yet."""
    return _letter(organisation)


def clause(organisation: Organisation) -> Clause:
    """A clause of a registered letter."""
    return Clause.objects.get(assignment__letter=letter(organisation))


def authority(organisation: Organisation) -> Authority:
    """An authority that the organisation has been given."""
    basis = clause(organisation)
    return Authority.objects.create(
        giver=basis.assignment.letter.sender,
        receiver=organisation,
        chapter="1500",
        post="21",
        statskonto="150021",
        budget_year=_unused_year(organisation),
        ceiling=Decimal("2100000.00"),
        cost_from=DAY,
        cost_to=DAY,
        purpose="Til prøve",
        basis_letter=basis.assignment.letter,
        basis_clause=basis,
    )


def version(organisation: Organisation) -> OverviewVersion:
    """A draft of the overview of an authority that the organisation has been given."""
    return _version(authority(organisation))


def given(organisation: Organisation) -> OverviewVersion:
    """A sealed version of an authority that the organisation has given to another."""
    charged = authority(factories.OrganisationFactory())
    Authority.objects.filter(pk=charged.pk).update(giver=organisation)
    charged.refresh_from_db()
    checker, approver = factories.UserFactory(), factories.UserFactory()
    made = _version(charged)
    for extension in ("json", "xlsx", "csv", "pdf"):
        SealedFile.objects.create(
            version=made, extension=extension, file=file(organisation), sha256="0" * 64, size=1
        )
    now = timezone.now()
    OverviewVersion.objects.filter(pk=made.pk).update(
        state=VersionState.SENT, checked_by=checker, checked_at=now, approved_by=approver, approved_at=now, sent_by=checker,
        sent_at=now, content="0" * 64, sha256="0" * 64, ledger_sum=0, total=0, row_count=0, last_row=0,
        summary={"ceiling": "0", "by_assignment": {}, "by_month": {}, "by_account_group": {}},
    )  # fmt: skip
    return made


def _version(charged: Authority) -> OverviewVersion:
    return OverviewVersion.objects.create(
        authority=charged, number=1, made_by=factories.UserFactory(), made_at=timezone.now()
    )


def run(organisation: Organisation) -> ImportRun:
    """An import that waits for nobody."""
    stored = file(organisation)
    return ImportRun.objects.create(
        kind="ledger",
        right=Right.IMPORT_LEDGER.value,
        file=stored,
        organisation=organisation,
        target={"authority": authority(organisation).pk},
        started_by=stored.stored_by,
        started_at=timezone.now(),
        seen_at=timezone.now(),
    )


def row(organisation: Organisation) -> LedgerRow:
    """A payment on an authority of the organisation."""
    charged = authority(organisation)
    return LedgerRow.objects.create(
        authority=charged,
        run=run(organisation),
        row_number=1,
        raw="IV;1",
        outcome=Outcome.COUNTED,
        type=RowType.PAYMENT,
        accountant_number="986252932",
        year=charged.budget_year,
        voucher_type="IV",
        voucher_number=str(organisation.pk),
        line_number=1,
        statskonto="150021",
        cash_period=f"{charged.budget_year}10",
        account="6711",
        artskonto="671",
        amount=Decimal("1000.00"),
        amount_exact=Decimal("1000.00"),
    )


def commitment(organisation: Organisation) -> Commitment:
    """A draft of an order on an authority of the organisation."""
    charged = authority(organisation)
    return Commitment.objects.create(
        authority=charged,
        reference=f"B-{charged.pk}",
        supplier_name="Eksempel AS",
        text="Til prøve",
        assignment=charged.basis_letter.assignments.first(),
        amount=Decimal("1000.00"),
        ordered_on=DAY,
        delivery_on=DAY,
        payment_on=DAY,
        registered_by=factories.UserFactory(),
        registered_at=timezone.now(),
    )


def invoice(organisation: Organisation) -> Invoice:
    """An invoice on an approved order of the organisation."""
    order = commitment(organisation)
    by, now = factories.UserFactory(), timezone.now()
    Commitment.objects.filter(pk=order.pk).update(state="approved", approved_by=by, approved_at=now)
    return Invoice.objects.create(
        commitment=order, number="1", amount=Decimal("1000.00"), invoiced_on=DAY, due_on=DAY, registered_by=by,
        registered_at=now,
    )  # fmt: skip


def settlement(organisation: Organisation) -> Settlement:
    """A payment that settles an invoice of the organisation."""
    by = factories.UserFactory()
    return Settlement.objects.create(
        invoice=invoice(organisation), row=row(organisation), matched_by=by, matched_at=timezone.now()
    )


def difference(organisation: Organisation) -> Difference:
    """A voucher that differs from the extract, in a draft of the organisation's overview."""
    return Difference.objects.create(
        version=version(organisation),
        run=run(organisation),
        voucher="IV 1-1",
        kind="extra",
        theirs=Decimal("1.00"),
    )


def deadline(organisation: Organisation) -> Deadline:
    """A date of a year that nobody else asks about."""
    return Deadline.objects.create(budget_year=organisation.pk % 30_000, kind="overview", source="Til prøve")


def file(organisation: Organisation) -> StoredFile:
    """A file that only the organisation itself may read."""
    return StoredFile.objects.create(
        name="vedlegg.pdf",
        sha256="0" * 64,
        size=1,
        content_type="application/pdf",
        information_class=InformationClass.OWN,
        right=Right.READ_FILES.value,
        organisation=organisation,
        stored_by=factories.UserFactory(),
    )


MAKERS: dict[str, Callable[[Organisation], object]] = {
    made.__name__: made
    for made in (
        letter,
        draft,
        clause,
        authority,
        version,
        given,
        run,
        row,
        commitment,
        invoice,
        settlement,
        difference,
        deadline,
        file,
    )
}


def _letter(organisation: Organisation, **fields: object) -> Letter:
    sender = factories.OrganisationFactory()
    return Letter.objects.create(
        kind=LetterKind.ALLOCATION,
        budget_year=2024,
        reference="24/1",
        title="Tildelingsbrev",
        sender=sender,
        receiver=organisation,
        dated_on=DAY,
        **fields,
    )


def _clause(made: Letter) -> Clause:
    assignment = Assignment.objects.create(letter=made, number=1, title="Føring", short_title="Føring")
    return Clause.objects.create(
        assignment=assignment,
        position=1,
        type=ClauseType.AUTHORITY,
        short_text="Fullmakt",
        quote="fullmakt til å belaste",
    )


def _unused_year(organisation: Organisation) -> int:
    return 2024 - Authority.objects.filter(receiver=organisation).count()
