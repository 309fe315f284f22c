"""The API gives what the pages give, to those the pages give it to (features.md R15, domain.md S-05)."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.events import Event
from portal.people.models import User
from portal.people.roles import Role
from reporting.documents import overview_as_data
from reporting.models import Allocation, Authority
from reporting.queries.overview import overview_of
from tests import factories
from tests import factories_money as money

pytestmark = pytest.mark.django_db
KEY = "dss-150021-2024"
READERS = {Role.COORDINATOR, Role.CONTROLLER, Role.APPROVER, Role.STEWARD, Role.AUDITOR}
PATHS = ("authorities/", "overviews/", f"overviews/{KEY}/", f"payments/?authority={KEY}")


class Caller:
    """A program with a person's key."""

    def __init__(self, user: User, **token: object) -> None:
        self.secret = factories.ApiTokenFactory(user=user, **token).secret

    def get(self, path: str, **more: object):
        return Client(headers={"Authorization": f"Bearer {self.secret}"}).get(f"/api/v1/{path}", **more)


@pytest.fixture
def steward(db) -> Caller:
    return Caller(factories.member(Role.STEWARD))


@pytest.mark.parametrize("role", list(Role))
def test_money_is_for_those_who_read_it(authority, role) -> None:
    """domain.md S-05: the same rights as the pages."""
    row = money.LedgerRowFactory(authority=authority)
    caller = Caller(factories.member(role))

    statuses = {caller.get(path).status_code for path in (*PATHS, f"payments/{row.pk}/")}

    assert statuses == ({200} if role in READERS else {403})


@pytest.mark.parametrize("path", PATHS)
def test_without_a_key_it_is_401_as_a_problem_document(authority, path) -> None:
    """RFC 9457."""
    answer = Client().get(f"/api/v1/{path}")

    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (
        401,
        "application/problem+json",
        401,
    )


@pytest.mark.parametrize(
    "header", ["Bearer tull", "Bearer", "Bearer \xff\xfe", "Bearer æøå", "Token x", "Bearer " + "x" * 3000]
)
def test_wrong_key_is_401(authority, header) -> None:
    """domain.md S-05."""
    assert Client(headers={"Authorization": header}).get("/api/v1/authorities/").status_code == 401


def test_key_that_has_run_out_is_401(authority) -> None:
    """domain.md S-05: keys have an end."""
    assert (
        Caller(factories.member(Role.STEWARD), expiry=datetime.timedelta(seconds=-1))
        .get("authorities/")
        .status_code
        == 401
    )


def test_key_of_a_person_whose_membership_ended_opens_nothing(authority) -> None:
    """domain.md O-04: the same day."""
    user = factories.member(Role.STEWARD)
    caller = Caller(user)
    user.memberships.update(valid_to=datetime.date(2021, 1, 1))

    assert caller.get("authorities/").status_code in (401, 403)


@pytest.mark.parametrize(
    "path",
    [
        "overviews/dss-150021-2031/",
        "overviews/tull/",
        "payments/999999/",
        "payments/?authority=tull",
        f"payments/?authority={KEY}&page=99",
        f"payments/?authority={KEY}&page=0",
    ],
)
def test_what_is_not_there_is_404_as_a_problem_document(authority, steward, path) -> None:
    """domain.md S-05."""
    answer = steward.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_written(authority, method, path) -> None:
    """domain.md E-14: no write method exists."""
    secret = factories.ApiTokenFactory(user=money.controller_of(authority)).secret

    answer = getattr(Client(headers={"Authorization": f"Bearer {secret}"}), method)(
        f"/api/v1/{path}", data={}, content_type="application/json"
    )

    assert answer.status_code == 405


def test_authority_is_described(authority, steward) -> None:
    """domain.md E-01, E-30: the name of an amount says whether VAT is in it."""
    assert steward.get("authorities/").json()["results"] == [
        {
            "key": KEY, "giver": "DFD", "receiver": "DSS", "chapter": "1500", "post": "21", "statskonto": "150021",
            "budget_year": 2024, "ceiling_excl_vat": "2100000.00", "cost_from": "2024-09-01", "cost_to": "2024-12-31",
            "purpose": "Merutgifter til arbeidet med KI", "letter_reference": "24/385-100", "clause": "6.1",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("key", [KEY, "150021-2024"])
def test_overview_is_the_same_as_the_page(whole_year, steward, key) -> None:
    """The same as JSON with a token."""
    answer = steward.get(f"overviews/{key}/").json()

    expected = overview_as_data(overview_of(whole_year, made_at=money.NOON, made_by="x"))
    assert {**answer, "made_at": ""} == {**_as_json(expected), "made_at": ""}
    assert (answer["paid_excl_vat"], answer["row_count"]) == ("1930000.00", len(answer["rows"]))


def _as_json(content: dict) -> dict:
    rows = [
        {name: str(value) if isinstance(value, datetime.date) else value for name, value in row.items()}
        for row in content["rows"]
    ]
    return {**content, "rows": rows}


def test_overview_that_is_fetched_is_in_the_log(authority, steward) -> None:
    """features.md X07: each pull, with who and how many rows."""
    money.LedgerRowFactory(authority=authority)

    steward.get(f"overviews/{KEY}/")
    steward.get("overviews/")

    assert [(event.changes["format"], event.changes["rows"]) for event in Event.objects.filter(type="overview.exported")] == [
        ([None, "api"], [None, 1])
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_log_is_written_where_get_is_read_only() -> None:
    """style.md 25: only the marked view may write; the others run in a read-only transaction."""
    authority = money.AuthorityFactory()
    caller = Caller(factories.member(Role.STEWARD))
    with CaptureQueriesContext(connection) as caught:
        statuses = [caller.get(path).status_code for path in (f"overviews/{KEY}/", "authorities/")]

    modes = [query["sql"] for query in caught if query["sql"].startswith("SET TRANSACTION")]
    assert (statuses, Event.objects.filter(type="overview.exported").count()) == ([200, 200], 1)
    assert [mode.split("READ, ")[-1].split("READ ")[-1] for mode in modes] == ["WRITE", "ONLY"], (
        authority,
        modes,
    )


def test_payment_holds_what_the_ledger_says(authority, steward) -> None:
    """domain.md 1.7."""
    row = money.LedgerRowFactory(
        authority=authority,
        vat=Decimal("250.00"),
        gross=Decimal("1250.00"),
        paid_on=money.SEPTEMBER_27,
        flags=["rounded"],
    )
    for number, amount in ((1, "600.00"), (2, "400.00")):
        Allocation.objects.create(
            row=row, assignment=authority.basis_letter.assignments.get(number=number), amount=Decimal(amount)
        )

    answer = steward.get(f"payments/{row.pk}/").json()

    wanted = (
        "authority",
        "amount_excl_vat",
        "vat",
        "amount_incl_vat",
        "paid_on",
        "flags",
        "outcome",
        "assignments",
    )
    assert [answer[name] for name in wanted] == [
        KEY, "1000.00", "250.00", "1250.00", "2024-09-27", ["rounded"], "counted",
        [{"assignment": 1, "amount_excl_vat": "600.00"}, {"assignment": 2, "amount_excl_vat": "400.00"}],
    ]  # fmt: skip


def test_row_as_it_stood_in_the_file_is_not_given_out(authority, steward) -> None:
    """domain.md E-20."""
    row = money.LedgerRowFactory(authority=authority, raw="hele raden")

    assert "hele raden" not in steward.get(f"payments/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "amounts"),
    [
        ("", ["1.00", "2.00"]),
        ("&foring=ingen", ["2.00"]),
        ("&foring=1", ["1.00"]),
        ("&utfall=alle&sort=-belop", ["3.00", "2.00", "1.00"]),
        ("&utfall=accrual", ["3.00"]),
        ("&q=eksempel", ["1.00"]),
        ("&foring=²&sort=x&type=x", ["1.00", "2.00"]),
    ],
)
def test_payments_have_the_filters_of_the_list(authority, steward, query, amounts) -> None:
    """features.md R19."""
    first = money.LedgerRowFactory(authority=authority, amount=Decimal("1.00"), supplier_name="Eksempel")
    Allocation.objects.create(
        row=first, assignment=authority.basis_letter.assignments.get(number=1), amount=first.amount
    )
    money.LedgerRowFactory(authority=authority, amount=Decimal("2.00"), supplier_name="Andre")
    money.LedgerRowFactory(
        authority=authority, amount=Decimal("3.00"), supplier_name="Andre", outcome="accrual"
    )

    answer = steward.get(f"payments/?authority={KEY}{query}").json()

    assert [row["amount_excl_vat"] for row in answer["results"]] == amounts


def test_payments_without_an_authority_say_what_is_missing(steward) -> None:
    """RFC 9457: 400 with a sentence."""
    answer = steward.get("payments/")

    assert (answer.status_code, "?authority=dss-150021-2024" in str(answer.json()["errors"])) == (400, True)


def test_all_pages_together_sum_to_the_overview(whole_year, steward) -> None:
    """domain.md E-22."""
    found, path = [], f"payments/?authority={KEY}&page_size=100"
    while path:
        page = steward.get(path).json()
        found += page["results"]
        path = (page["next"] or "").rpartition("/api/v1/")[2]

    assert (sum(Decimal(row["amount_excl_vat"]) for row in found), page["count"], len({row["id"] for row in found})) == (
        Decimal("1930000.00"), len(found), len(found)
    )  # fmt: skip


def test_payments_take_the_same_queries_with_one_row_and_with_fifty(authority: Authority, steward) -> None:
    """style.md 34."""
    counts = []
    for more in (1, 49):
        for _n in range(more):
            row = money.LedgerRowFactory(authority=authority)
            Allocation.objects.create(
                row=row, assignment=authority.basis_letter.assignments.get(number=1), amount=row.amount
            )
        steward.get(f"payments/?authority={KEY}")
        with CaptureQueriesContext(connection) as caught:
            steward.get(f"payments/?authority={KEY}")
        counts.append(len(caught))

    assert counts[0] == counts[1]
