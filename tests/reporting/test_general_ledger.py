"""The Unit4 «hovedbok» layout: accrual, seven dimensions, and a period beside the year (domain.md 1.10, E-09, I-06)."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from portal.imports.runs import answer_run, check_run, order_run, save_run
from portal.imports.states import RunState
from tests import factories_money as money
from tests.factories_money import NOON

pytestmark = pytest.mark.django_db
HEADERS = (
    "BA", "Bilagsnr", "Bilagsdato", "År", "Periode", "Konto", "Konto(T)", "Dim1", "Dim1(T)", "Dim2", "Dim2(T)", "Dim5",
    "AV", "Tekst", "Beløp", "Resk.nr", "Resk.nr(T)",
)  # fmt: skip
ROWS = (
    ("IV", "7", "20.10.2024", "2024", "10", "6710", "Programvare", "4100", "KI", "P1", "Prosjekt", "150021", "1", "Leveranse (EKSEMPEL)", "1 250,50", "77", "Leverandør (EKSEMPEL)"),
    ("IV", "7", "20.10.2024", "2024", "10", "6710", "Programvare", "4100", "KI", "P1", "Prosjekt", "150021", "1", "Leveranse 2 (EKSEMPEL)", "(250,50)", "77", "Leverandør (EKSEMPEL)"),
    ("IV", "8", "21.10.2024", "2024", "10", "6710", "Programvare", "4100", "KI", "P1", "Prosjekt", "151001", "1", "Annen post (EKSEMPEL)", "99,00", "77", "Leverandør (EKSEMPEL)"),
)  # fmt: skip


def checked(authority, **answers):
    return check_run(run=money.started(authority, money.extract(*ROWS, headers=HEADERS), **answers))


def say(run, **answers):
    return check_run(run=answer_run(run=run, answers=answers, by=run.started_by, at=NOON))


STATSKONTO = {"columns": {"dim5": "statskonto", "dim1": "", "dim2": ""}}


def test_which_dimension_is_the_statskonto_is_asked_and_remembered(authority) -> None:
    run = checked(authority)

    assert (run.state, run.report["missing_columns"]) == (RunState.NEEDS_ANSWERS, ["Statskonto"])
    assert {question["header"] for question in run.questions} == {"Dim1", "Dim2", "Dim5"}

    say(run, **STATSKONTO)
    again = checked(authority)

    assert [question["type"] for question in again.questions] == ["period_is_paid"]


def test_rows_count_when_a_person_has_said_that_the_period_is_paid(authority) -> None:
    """E-09: only what is paid counts, and a general ledger does not say so by itself."""
    run = say(say(checked(authority), **STATSKONTO), period_is_paid="yes")
    assert run.state == RunState.CHECKED

    save_run(run=order_run(run=run, by=run.started_by, at=NOON))

    rows = list(authority.rows.order_by("line_number").values_list("cash_period", "amount", "text"))
    assert rows == [
        ("202410", Decimal("1250.50"), "Leveranse (EKSEMPEL)"),
        ("202410", Decimal("-250.50"), "Leveranse 2 (EKSEMPEL)"),
    ]


def test_accrual_ledger_is_refused_with_the_way_out(authority) -> None:
    run = say(say(checked(authority), **STATSKONTO), period_is_paid="no")

    assert run.state == RunState.REFUSED
    assert "Ta ut «Kontant» i stedet" in run.error
    assert authority.rows.count() == 0


def test_command_says_which_option_answers(authority, tmp_path) -> None:
    path = tmp_path / "hovedbok.csv"
    path.write_bytes(money.extract(*ROWS, headers=HEADERS))
    controller = money.controller_of(authority)
    wanted = ["import_ledger", str(path), "--authority", "150021/2024", "--user", controller.email]
    columns = ["--column", "Dim5=statskonto", "--column", "Dim1=", "--column", "Dim2="]

    with pytest.raises(CommandError, match="--period-is-paid"):
        call_command(*wanted, *columns)
    call_command(*wanted, *columns, "--period-is-paid", "yes")

    assert authority.rows.count() == 2
