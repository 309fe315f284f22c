"""The smallest valid objects of the money: a letter with four føringer, an authority, ledger rows, extracts."""

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from xlsxwriter import Workbook

from portal.imports.models import ImportRun
from portal.imports.runs import check_run, order_run, save_run, start_run
from portal.letters.models import Assignment, AssignmentKind, Clause, Letter
from portal.letters.states import ClauseType, LetterKind, LetterState
from portal.people.models import Organisation, User
from portal.people.roles import Role
from reporting.demo import HEADERS
from reporting.ledger.kind import LedgerImport
from reporting.models import Authority, LedgerRow
from reporting.reference import load_money_reference
from reporting.states import Outcome, RowType
from tests.factories import OrganisationFactory, member

SEPTEMBER_27 = datetime.date(2024, 9, 27)
NOON = datetime.datetime(2024, 10, 14, 12, tzinfo=datetime.UTC)


def body(key: str) -> Organisation:
    """DSS or DFD, made when it is not there."""
    return OrganisationFactory(key=key, organisation_number={"dss": "974761424", "dfd": "932384469"}.get(key))


class LetterFactory(DjangoModelFactory):
    """A registered supplementary letter from DFD to DSS."""

    class Meta:
        model = Letter

    kind = LetterKind.SUPPLEMENTARY
    number = factory.Sequence(lambda number: number + 1)
    budget_year = 2024
    reference = "24/385-100"
    title = "Videre arbeid med KI"
    sender = factory.LazyFunction(lambda: body("dfd"))
    receiver = factory.LazyFunction(lambda: body("dss"))
    dated_on = SEPTEMBER_27
    state = LetterState.REGISTERED
    registered_at = NOON


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    letter = factory.SubFactory(LetterFactory)
    number = factory.Sequence(lambda number: number + 1)
    title = factory.LazyAttribute(lambda assignment: f"Oppdrag {assignment.number}")
    short_title = factory.LazyAttribute(lambda assignment: f"Oppdrag {assignment.number}")


class ClauseFactory(DjangoModelFactory):
    class Meta:
        model = Clause

    assignment = factory.SubFactory(AssignmentFactory)
    position = factory.Sequence(lambda number: number + 1)
    type = ClauseType.AUTHORITY
    short_text = "DSS kan belaste kap. 1500, post 21"
    quote = "fullmakt til å belaste"


def _basis_letter() -> Letter:
    """A letter with føring 1–4 and a chapter about the money."""
    letter = LetterFactory()
    for number in (1, 2, 3, 4):
        AssignmentFactory(letter=letter, number=number)
    return letter


def _basis_clause(authority: Any) -> Clause:
    chapter = AssignmentFactory(letter=authority.basis_letter, number=6, kind=AssignmentKind.CHAPTER)
    return ClauseFactory(assignment=chapter, position=1)


class AuthorityFactory(DjangoModelFactory):
    """DSS may charge DFD's kap. 1500 post 21 with 2 100 000 kr in 2024; accounts and voucher types are known."""

    class Meta:
        model = Authority

    basis_letter = factory.LazyFunction(_basis_letter)
    basis_clause = factory.LazyAttribute(_basis_clause)
    giver = factory.LazyAttribute(lambda authority: authority.basis_letter.sender)
    receiver = factory.LazyAttribute(lambda authority: authority.basis_letter.receiver)
    chapter = "1500"
    post = "21"
    statskonto = factory.LazyAttribute(lambda authority: authority.chapter + authority.post)
    budget_year = 2024
    ceiling = Decimal("2100000.00")
    cost_from = datetime.date(2024, 9, 1)
    cost_to = datetime.date(2024, 12, 31)
    purpose = "Merutgifter til arbeidet med KI"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        authority = super()._create(model_class, *args, **kwargs)
        load_money_reference()
        return authority


def controller_of(authority: Authority, **user: object) -> User:
    return member(Role.CONTROLLER, authority.receiver, **user)


class RunFactory(DjangoModelFactory):
    """An import that ended; `authority` is who it was for."""

    class Meta:
        model = ImportRun

    class Params:
        authority = None

    kind = "ledger"
    right = "import ledger"
    state = "imported"
    organisation = factory.LazyAttribute(lambda run: run.authority.receiver)
    target = factory.LazyAttribute(lambda run: {"authority": run.authority.pk})
    started_by = factory.LazyAttribute(lambda run: controller_of(run.authority))
    started_at = NOON
    seen_at = NOON
    file = factory.LazyAttribute(lambda run: _file(run))


def _file(run: Any) -> Any:
    from portal.files import StoredFile

    return StoredFile.objects.create(
        name="utdrag.csv", sha256="0" * 64, size=1, content_type="text/csv", right="import ledger",
        organisation=run.organisation, stored_by=run.started_by, information_class="own",
    )  # fmt: skip


class LedgerRowFactory(DjangoModelFactory):
    """A payment of 1 000 kr in October 2024 that counts."""

    class Meta:
        model = LedgerRow

    authority = factory.SubFactory(AuthorityFactory)
    run = factory.LazyAttribute(lambda row: _run_of(row.authority))
    row_number = 1
    raw = "raden"
    outcome = Outcome.COUNTED
    type = RowType.PAYMENT
    accountant_number = "974761424"
    year = 2024
    voucher_type = "IV"
    voucher_number = factory.Sequence(lambda number: f"{number:06d}")
    line_number = 1
    statskonto = "150021"
    cash_period = "202410"
    account = "6710"
    artskonto = "671"
    supplier_name = "Eksempel AS"
    amount = Decimal("1000.00")
    amount_exact = factory.LazyAttribute(lambda row: row.amount)


def _run_of(authority: Authority) -> ImportRun:
    found = ImportRun.objects.filter(target={"authority": authority.pk}).first()
    return found or RunFactory(authority=authority)


def row_cells(**cells: str) -> tuple[str, ...]:
    """One row of the Unit4 layout, by header: row_cells(Bilagsnr="7", Kontantbeløp="1,00")."""
    usual = {
        "Konto": "6710", "Statskonto": "150021", "BA": "IV", "Bilagsnr": "1", "Kontantbeløp": "1 000,00", "Kont.periode": "202410"
    }  # fmt: skip
    unknown = set(cells) - set(HEADERS)
    assert not unknown, unknown
    return tuple({**usual, **cells}.get(header, "") for header in HEADERS)


def extract(*rows: Sequence[str], headers: Sequence[str] = HEADERS, encoding: str = "cp1252") -> bytes:
    """A CSV extract with a title above the header."""
    lines = ["EKSEMPEL: kontantregnskap", "", ";".join(headers), *(";".join(row) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


def workbook(rows: Iterable[Sequence[object]], **options: object) -> bytes:
    """An XLSX file with the cells as they are given."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, **options}) as book:
        page = book.add_worksheet("Utdrag")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if value not in ("", None):
                    page.write(at, place, value)
    return target.getvalue()


def started(
    authority: Authority, content: bytes, *, by: User | None = None, name: str = "utdrag.csv", **answers: Any
) -> ImportRun:
    """An import that has been uploaded and not checked."""
    return start_run(
        kind=LedgerImport(), upload=SimpleUploadedFile(name, content), target={"authority": authority.pk},
        by=by or controller_of(authority), at=timezone.now(), answers=answers,
    )  # fmt: skip


def ordered(authority: Authority, content: bytes, *, by: User | None = None, **answers: Any) -> ImportRun:
    """An import that a person has confirmed and no worker has begun."""
    run = check_run(run=started(authority, content, by=by, **answers))
    return order_run(run=run, by=run.started_by, at=timezone.now())


def imported(authority: Authority, content: bytes, *, by: User | None = None, **answers: Any) -> ImportRun:
    """A whole import."""
    return save_run(run=ordered(authority, content, by=by, **answers))
