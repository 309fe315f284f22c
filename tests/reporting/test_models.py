"""What the database itself keeps true (domain.md E-01, E-08, E-14, T-05, T-08)."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.errors import StepRefused
from portal.letters.models import Assignment, Clause
from portal.letters.states import ClauseType, LetterState
from portal.people.roles import Role
from reporting.actions.authorities import register_authority
from reporting.models import Account, Allocation, Assessment, Authority, LedgerRow, VoucherType
from tests import factories
from tests import factories_money as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(authority: Authority) -> LedgerRow:
    return money.LedgerRowFactory(authority=authority)


def change(row: LedgerRow) -> None:
    row.amount = Decimal("1.00")
    row.save(update_fields=["amount"])


def raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


WAYS = {
    "save": change,
    "update": lambda row: LedgerRow.objects.update(amount=1),
    "bulk_update": lambda row: LedgerRow.objects.bulk_update([row], ["text"]),
    "delete": lambda row: row.delete(),
    "queryset delete": lambda row: LedgerRow.objects.all().delete(),
    "raw delete": lambda row: LedgerRow.objects.all()._raw_delete("default"),
    "update_or_create": lambda row: LedgerRow.objects.update_or_create(pk=row.pk, defaults={"amount": 2}),
    "upsert": lambda row: LedgerRow.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["amount"]
    ),
    "sql update": lambda row: raw("UPDATE reporting_ledgerrow SET amount = 1"),
    "sql update that changes nothing": lambda row: raw("UPDATE reporting_ledgerrow SET amount = amount"),
    "sql delete": lambda row: raw("DELETE FROM reporting_ledgerrow"),
}


@pytest.mark.parametrize("way", WAYS)
def test_ledger_row_is_never_changed_or_deleted(row, way) -> None:
    """domain.md E-14: DELETE and UPDATE through every route fail."""
    before = LedgerRow.objects.values().get()

    with (
        pytest.raises(
            DatabaseError, match=r"Bilagslinjer kan ikke endres eller slettes\. Rett med en ny rad\."
        ),
        transaction.atomic(),
    ):
        WAYS[way](row)

    assert LedgerRow.objects.values().get() == before


def test_table_cannot_be_emptied_outside_a_test_database(row) -> None:
    """domain.md E-14: the trigger that refuses TRUNCATE is there, and lets only `test_…` through."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgrelid = 'reporting_ledgerrow'::regclass"
            " AND (tgtype & 32) > 0 AND tgenabled <> 'D'"
        )
        definitions = [definition for (definition,) in cursor.fetchall()]

    assert ["current_database() NOT LIKE 'test\\_%'" in text for text in definitions] == [True]


def test_ledger_rows_have_no_page_in_the_administration() -> None:
    """domain.md E-14: not even to look for a way."""
    assert [model for model in admin.site._registry if model in (LedgerRow, Allocation)] == []


@pytest.mark.parametrize("part", ["999.99", "1000.01", "-1000.00"])
def test_parts_must_sum_to_the_payment_at_commit(row, part) -> None:
    """domain.md T-05: the database refuses, whatever wrote it."""
    with (
        pytest.raises(IntegrityError, match=f"Fordelingen blir {part} kr, men bilagslinjen er 1000.00 kr."),
        transaction.atomic(),
    ):
        Allocation.objects.create(row=row, assignment=Assignment.objects.get(number=1), amount=Decimal(part))
        raw("SET CONSTRAINTS ALL IMMEDIATE")


def test_parts_may_be_written_one_by_one(row) -> None:
    """domain.md T-05: only the whole must sum, and only at the end."""
    with transaction.atomic():
        for number, amount in ((1, "600.00"), (2, "399.99"), (3, "0.01")):
            Allocation.objects.create(
                row=row, assignment=Assignment.objects.get(number=number), amount=Decimal(amount)
            )
        raw("SET CONSTRAINTS ALL IMMEDIATE")

    assert Allocation.objects.count() == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_allocation SET amount = amount + 1 WHERE id = (SELECT min(id) FROM reporting_allocation)",
        "DELETE FROM reporting_allocation WHERE id = (SELECT min(id) FROM reporting_allocation)",
        "INSERT INTO reporting_allocation (row_id, assignment_id, amount) SELECT row_id, assignment_id + 2, 1 FROM reporting_allocation LIMIT 1",
    ],
)
def test_raw_sql_cannot_tear_a_split(row, sql) -> None:
    """domain.md T-05."""
    for number in (1, 2):
        Allocation.objects.create(
            row=row, assignment=Assignment.objects.get(number=number), amount=Decimal("500.00")
        )
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw("SET CONSTRAINTS ALL DEFERRED")

    with pytest.raises(IntegrityError, match="Fordelingen blir"), transaction.atomic():
        raw(sql)
        raw("SET CONSTRAINTS ALL IMMEDIATE")


def test_part_cannot_be_moved_to_a_payment_it_does_not_fit(row) -> None:
    """domain.md T-05: an UPDATE of the row leaves neither payment torn."""
    other = money.LedgerRowFactory(authority=row.authority, run=row.run, amount=Decimal("1000.00"))
    half = [
        Allocation.objects.create(
            row=row, assignment=Assignment.objects.get(number=number), amount=Decimal("500.00")
        )
        for number in (1, 2)
    ]
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw("SET CONSTRAINTS ALL DEFERRED")

    with pytest.raises(IntegrityError), transaction.atomic():
        raw(f"UPDATE reporting_allocation SET row_id = {other.pk}, amount = 1000 WHERE id = {half[0].pk}")
        raw("SET CONSTRAINTS ALL IMMEDIATE")


def test_assessment_needs_its_reason(row) -> None:
    """domain.md E-08."""
    with pytest.raises(IntegrityError, match="assessment_has_a_reason"):
        Assessment.objects.create(row=row, is_additional_cost=True, reason="")


def test_voucher_line_is_imported_once(row) -> None:
    """domain.md E-17: also for those who go round the import."""
    with pytest.raises(IntegrityError, match="voucher_line_is_imported_once"):
        money.LedgerRowFactory(authority=row.authority, run=row.run, voucher_number=row.voucher_number)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"statskonto": "150001"}, "statskonto_is_chapter_and_post"),
        ({"chapter": "150", "statskonto": "15021"}, "statskonto_is_chapter_and_post"),
        ({"ceiling": Decimal("-0.01")}, "ceiling_is_not_negative"),
        ({"cost_to": money.SEPTEMBER_27.replace(month=8)}, "cost_period_ends_after_it_begins"),
    ],
)
def test_authority_that_makes_no_sense_is_refused(db, fields, constraint) -> None:
    """domain.md E-01."""
    with pytest.raises(IntegrityError, match=constraint):
        money.AuthorityFactory(**fields)


def test_nobody_gives_authority_to_itself(db) -> None:
    """domain.md E-01."""
    dss = money.body("dss")

    with pytest.raises(IntegrityError, match="nobody_gives_authority_to_itself"):
        money.AuthorityFactory(giver=dss, receiver=dss)


def test_receiver_has_one_authority_per_post_and_year(authority) -> None:
    """domain.md E-01."""
    with pytest.raises(IntegrityError, match="one_authority_per_receiver_post_and_year"):
        money.AuthorityFactory()


@pytest.mark.parametrize(
    "field", ["basis_letter", "basis_clause", "ceiling", "cost_from", "cost_to", "giver", "receiver"]
)
def test_authority_without_its_basis_is_refused(authority, field) -> None:
    """domain.md E-01: saving without basis letter is refused."""
    with pytest.raises(IntegrityError, match="null value"), transaction.atomic():
        raw(f"UPDATE reporting_authority SET {Authority._meta.get_field(field).column} = NULL")


def new_authority(**clause: object) -> Authority:
    """An authority that is not saved yet, with the basis in a clause like this."""
    made = money.AuthorityFactory.build(
        basis_letter=money.LetterFactory(),
        basis_clause=None,
        receiver=money.body("dss"),
        giver=money.body("dfd"),
    )
    made.basis_clause = money.ClauseFactory(
        assignment=money.AssignmentFactory(letter=made.basis_letter), **clause
    )
    return made


def registered(authority: Authority) -> Authority:
    return register_authority(authority=authority, by=factories.member(Role.CONTROLLER), at=money.NOON)


def test_authority_is_registered_with_its_basis(db) -> None:
    """domain.md E-01."""
    assert registered(new_authority()).key == "dss-150021-2024"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            ClauseType.PROMISE,
            "er et løfte om finansiering, ikke en fullmakt. Det kan ikke registreres med beløp.",
        ),
        (ClauseType.DUTY, "gir ingen fullmakt."),
    ],
)
def test_promise_is_no_authority(db, kind, sentence) -> None:
    """domain.md T-08: «DFD vil sørge for …» cannot be registered with an amount."""
    with pytest.raises(StepRefused, match=sentence):
        registered(new_authority(type=kind))

    assert Authority.objects.count() == 0


def test_everything_that_is_missing_is_said_at_once(db) -> None:
    """style.md 13."""
    made = new_authority(type=ClauseType.PROMISE)
    made.basis_letter = money.LetterFactory(
        state=LetterState.DRAFT, registered_at=None, sender=money.body("fin")
    )

    with pytest.raises(StepRefused) as refused:
        registered(made)

    assert [problem.code for problem in refused.value.problems] == ["clause", "promise", "draft", "parties"]


def test_constraint_a_user_can_meet_has_a_sentence(authority) -> None:
    """style.md 12."""
    twin = new_authority()
    twin.basis_letter, twin.basis_clause = authority.basis_letter, authority.basis_clause

    with pytest.raises(ValidationError, match=r"Mottakeren har alt en fullmakt på denne posten dette året\."):
        twin.full_clean()


def test_clause_that_carries_an_authority_cannot_be_taken_away(authority) -> None:
    """domain.md T-03, E-01."""
    with pytest.raises(DatabaseError), transaction.atomic():
        Clause.objects.filter(pk=authority.basis_clause_id).delete()

    assert Authority.objects.count() == 1


def test_voucher_type_means_one_thing_in_a_body(authority) -> None:
    """domain.md I-12."""
    with pytest.raises(IntegrityError, match="voucher_type_is_said_once_per_body"):
        VoucherType.objects.create(
            organisation=authority.receiver, code="IV", meaning="accrual", source="prøve"
        )


@pytest.mark.parametrize("code", ["67", "67111", "6a1"])
def test_account_code_is_three_or_four_digits(db, code) -> None:
    """domain.md E-21."""
    with pytest.raises(DatabaseError):
        Account.objects.create(code=code, name="Feil", source="prøve")


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("dss-150021-2024", 1),
        ("DSS/150021/2024", 1),
        ("150021-2024", 2),
        ("150021/2024", 2),
        ("dep-1_x-150021-2024", 1),
        ("dss-150021", 0),
        ("", 0),
    ],
)
def test_authority_is_found_by_its_key(authority, key, count) -> None:
    """Every key that Authority.key makes leads back to its authority."""
    money.AuthorityFactory(receiver=factories.OrganisationFactory(key="dep-1_x"))

    assert Authority.objects.named(key).count() == count
