"""An import step by step: questions, all or nothing, and workers that die (domain.md I-06, I-11, I-12, S-01)."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from portal.errors import BadInput, StateChanged
from portal.events import Event
from portal.files import StoredFile
from portal.imports.models import ImportProfile, ImportRun
from portal.imports.runs import (
    MOST_ATTEMPTS,
    answer_run,
    cancel_run,
    check_run,
    order_run,
    restart_run,
    resume_stale,
    save_run,
    start_run,
)
from portal.imports.states import RunState
from portal.imports.tasks import check_import, queue_stale
from portal.people.roles import Role
from portal.permissions import Right
from reporting.ledger.kind import LedgerImport
from reporting.models import Authority, LedgerRow, VoucherType
from tests import factories
from tests import factories_money as money
from tests.factories_money import extract, row_cells

pytestmark = pytest.mark.django_db
TWO_ROWS = extract(row_cells(Bilagsnr="1"), row_cells(Bilagsnr="2", Kontantbeløp="500,50"))


@pytest.fixture
def authority() -> Authority:
    return money.AuthorityFactory()


def checked(authority: Authority, *rows: tuple[str, ...], **answers: object) -> ImportRun:
    return check_run(run=money.started(authority, extract(*rows), **answers))


def answered(run: ImportRun, **answers: object) -> ImportRun:
    return check_run(run=answer_run(run=run, answers=answers, by=run.started_by, at=timezone.now()))


def leave_in(run: ImportRun, state: RunState, **fields: object) -> ImportRun:
    """As a killed worker leaves it: the state stands, and nobody has been seen for minutes."""
    seen = timezone.now() - datetime.timedelta(minutes=5)
    ImportRun.objects.filter(pk=run.pk).update(state=state, seen_at=seen, **fields)
    return ImportRun.objects.get(pk=run.pk)


def test_import_goes_from_upload_to_rows(authority) -> None:
    """domain.md I-11: preview before saving; each row keeps its file's hash, its row number and its text."""
    run = money.started(authority, TWO_ROWS)
    states = [run.state]
    run = check_run(run=run)
    states += [run.state, LedgerRow.objects.count()]
    run = save_run(run=order_run(run=run, by=run.started_by, at=timezone.now()))

    assert [*states, run.state] == ["queued", "checked", 0, "imported"]
    assert list(LedgerRow.objects.values_list("voucher_number", "row_number", "run__file__sha256")) == [
        ("1", 4, run.file.sha256), ("2", 5, run.file.sha256)
    ]  # fmt: skip


def test_each_step_is_in_the_log(authority) -> None:
    """domain.md S-06."""
    run = money.imported(authority, TWO_ROWS)

    events = Event.objects.about(run).in_order()
    assert [event.type for event in events] == ["import.started", "import.ordered", "import.saved"]
    assert events.last().sentence.replace("\u00a0", " ") == (
        "2 bilagslinjer for til sammen 1 500,50 kr eks. mva. ble importert fra utdrag.csv."
    )


def test_unknown_column_asks_with_samples_and_is_remembered(authority) -> None:
    """domain.md I-06: an unknown header asks once, with a saved profile."""
    content = extract((*row_cells(), "F-77"), headers=(*money.HEADERS, "Faktura nummer"))
    run = check_run(run=money.started(authority, content))
    assert (run.state, run.questions) == (
        "needs_answers",
        [{"type": "column", "header": "Faktura nummer", "samples": ["F-77"]}],
    )

    run = answered(run, columns={"faktura nummer": "invoice_number"})
    again = check_run(run=money.started(authority, content + b"\r\n"))

    assert (run.state, again.state, ImportProfile.objects.get().columns) == (
        "checked", "checked", {"faktura nummer": "invoice_number"}
    )  # fmt: skip


def test_missing_column_is_refused_by_name(authority) -> None:
    """domain.md I-06."""
    headers = [header for header in money.HEADERS if header != "Kont.periode"]
    run = check_run(run=money.started(authority, extract(row_cells()[:-1], headers=headers)))

    assert (run.state, run.error) == ("refused", "Filen mangler kolonnene: Kontantperiode.")


def test_unknown_voucher_type_asks_and_is_remembered(authority) -> None:
    """domain.md I-12."""
    run = checked(authority, row_cells(BA="ZZ"), row_cells(BA="ZZ", Bilagsnr="2"))
    assert (run.state, run.questions) == (
        "needs_answers",
        [{"type": "voucher_type", "code": "ZZ", "rows": 2}],
    )

    run = answered(run, voucher_types={"ZZ": "accrual"})

    assert (run.state, run.report["set_aside"], run.report["counted"]) == ("checked", {"accrual": 2}, 0)
    assert VoucherType.objects.get(organisation=authority.receiver, code="ZZ").meaning == "accrual"


def test_ambiguous_decimal_mark_asks_once_per_file(authority) -> None:
    """domain.md I-07: never guessed."""
    run = checked(authority, row_cells(Kontantbeløp="1.234"), row_cells(Bilagsnr="2", Kontantbeløp="2.100"))
    assert (run.state, run.questions) == (
        "needs_answers",
        [{"type": "decimal_mark", "samples": ["1.234", "2.100"]}],
    )

    assert [answered(run, decimal_mark=",").report["sum"], checked(authority, row_cells(Kontantbeløp="1.234")).state] == [
        "3334.00", "needs_answers"
    ]  # fmt: skip


@pytest.mark.parametrize("amount", ["mye", "1e3", "", "NaN"])
def test_one_bad_row_stops_the_whole_file(authority, amount) -> None:
    """domain.md I-11: all or nothing, with the row's number and what is wrong."""
    run = checked(authority, row_cells(), row_cells(Bilagsnr="2", Kontantbeløp=amount))

    assert (run.state, run.error, [problem["row"] for problem in run.report["problems"]]) == (
        "refused", "Én rad kan ikke leses. Ingenting er importert.", [5]
    )  # fmt: skip
    with pytest.raises(StateChanged):
        order_run(run=run, by=run.started_by, at=timezone.now())


def test_every_problem_is_listed_not_only_the_first(authority) -> None:
    """domain.md I-11: preview with every problem row by row."""
    run = checked(
        authority,
        row_cells(Kontantbeløp="x"),
        row_cells(Bilagsnr="2", **{"Kont.periode": "2024-13-1"}),
        row_cells(Konto="A"),
    )

    assert [problem["row"] for problem in run.report["problems"]] == [4, 5, 6]


def test_same_file_twice_adds_nothing(authority) -> None:
    """domain.md E-17."""
    money.imported(authority, TWO_ROWS)

    again = money.imported(authority, TWO_ROWS)

    assert (
        LedgerRow.objects.count(),
        again.report["known"],
        again.report["counted"],
        again.report["sum"],
    ) == (2, 2, 0, "0.00")


def test_longer_extract_adds_only_what_is_new(authority) -> None:
    """domain.md E-17: extracts overlap from month to month."""
    money.imported(authority, TWO_ROWS)

    run = money.imported(authority, TWO_ROWS + b"\r\n" + ";".join(row_cells(Bilagsnr="3")).encode())

    assert (LedgerRow.objects.count(), run.report["known"], run.report["counted"]) == (3, 2, 1)


def test_voucher_that_was_imported_with_another_amount_is_refused(authority) -> None:
    """domain.md E-14: a mistake gets its opposite, not another amount."""
    money.imported(authority, TWO_ROWS)

    run = checked(authority, row_cells(Bilagsnr="2", Kontantbeløp="500,51"))

    assert "er importert før med 500,50 kr, men filen sier 500,51 kr" in run.report["problems"][0]["text"]


def test_basis_that_changed_after_the_check_stops_the_import(authority) -> None:
    """domain.md I-11: what is saved is what was shown."""
    run = money.ordered(authority, TWO_ROWS)
    VoucherType.objects.filter(code="IV").delete()

    saved = save_run(run=run)

    assert (saved.state, saved.error, LedgerRow.objects.count()) == (
        "refused", "Grunnlaget er endret siden kontrollen. Kontroller filen på nytt.", 0
    )  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        {"Tekst": "Reise 010107 50160"},
        {"Resk.nr(T)": "01010750160"},
        {"Tekst": "01010750160", "Statskonto": "151001"},
    ],
)
def test_birth_number_stops_the_file_and_erases_its_bytes(authority, settings, cells) -> None:
    """domain.md S-01: in any column of text, in rows of every post."""
    run = checked(authority, row_cells(), row_cells(Bilagsnr="2", **cells))

    left = [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    assert (run.state, left, StoredFile.objects.get().erased_at is None) == ("refused", [], False)
    assert "Rad 5 inneholder et fødselsnummer eller D-nummer." in run.error
    assert "01010750160" not in str(list(ImportRun.objects.values()) + list(Event.objects.values()))


def test_birth_number_leaves_other_files_alone(authority) -> None:
    """domain.md S-01."""
    kept = checked(authority, row_cells())

    checked(authority, row_cells(Tekst="01010750160"))

    assert kept.file.is_intact()


def test_file_that_changed_on_disk_is_not_imported(authority) -> None:
    """features.md A01."""
    run = money.ordered(authority, TWO_ROWS)
    run.file.path.write_bytes(TWO_ROWS.replace(b"500,50", b"900,50"))

    saved = save_run(run=run)

    assert (saved.state, LedgerRow.objects.count()) == ("refused", 0)
    assert saved.error == "Filen på disken er ikke den som ble lastet opp. Last den opp på nytt."


def test_person_without_organisation_cannot_import(authority) -> None:
    """domain.md O-05."""
    with pytest.raises(BadInput, match="ingen virksomhet"):
        start_run(kind=LedgerImport(), upload=None, target={}, by=factories.UserFactory(), at=timezone.now())


def test_import_can_be_left_and_not_taken_up_again(authority) -> None:
    """Nothing is saved by an import that was left."""
    run = checked(authority, row_cells())

    left = cancel_run(run=run, by=run.started_by, at=timezone.now())

    assert (left.state, LedgerRow.objects.count()) == ("cancelled", 0)
    with pytest.raises(StateChanged, match="Importen er nå «Avbrutt»"):
        order_run(run=run, by=run.started_by, at=timezone.now())


def test_imports_are_seen_by_ones_own_organisation_only(authority) -> None:
    """domain.md S-05, E-06."""
    run = checked(authority, row_cells())
    colleague, stranger = money.controller_of(authority), factories.member(Role.CONTROLLER)
    reader = factories.member(Role.APPROVER, authority.receiver)

    seen = [
        list(ImportRun.objects.visible_to(user))
        for user in (colleague, stranger, reader, factories.UserFactory())
    ]

    assert (seen, run.right) == ([[run], [], [], []], Right.IMPORT_LEDGER)


# Workers that die ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "found"),
    [(RunState.CHECKING, "queued"), (RunState.QUEUED, "queued"), (RunState.SAVING, "ordered")],
)
def test_work_that_was_left_goes_back_to_the_queue(authority, left, found) -> None:
    """A worker killed in the middle of an import."""
    run = leave_in(money.ordered(authority, TWO_ROWS), left)

    assert (resume_stale(), ImportRun.objects.get().state) == ([run.pk], found)


def test_check_that_was_killed_can_be_run_again(authority) -> None:
    """Found again, and run again."""
    leave_in(money.started(authority, TWO_ROWS), RunState.CHECKING, attempts=1)
    resume_stale()

    check_import(run_id=ImportRun.objects.get().pk)

    assert ImportRun.objects.get().state == "checked"


def test_save_that_was_killed_imports_every_row_once(authority) -> None:
    """No half import."""
    leave_in(money.ordered(authority, TWO_ROWS), RunState.SAVING, attempts=1)
    resume_stale()

    saved = save_run(run=ImportRun.objects.get())

    assert (saved.state, LedgerRow.objects.count()) == ("imported", 2)


def test_sweep_queues_what_was_left(authority, eager_tasks) -> None:
    """Redis away, jobs wait; the sweep finds them."""
    leave_in(money.ordered(authority, TWO_ROWS), RunState.SAVING, attempts=1)

    assert (queue_stale(), ImportRun.objects.get().state, queue_stale()) == (1, "imported", 0)


def test_work_in_progress_is_left_alone(authority) -> None:
    """A worker that was seen this minute still works."""
    run = money.ordered(authority, TWO_ROWS)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.SAVING, seen_at=timezone.now())

    with pytest.raises(StateChanged, match="arbeider fremdeles"):
        restart_run(run=run, by=run.started_by, at=timezone.now())

    assert (resume_stale(), save_run(run=run).pk, LedgerRow.objects.count()) == ([], run.pk, 0)


def test_person_can_start_work_that_stopped(authority) -> None:
    """A sentence, and nothing saved."""
    run = leave_in(money.ordered(authority, TWO_ROWS), RunState.SAVING, attempts=1)

    resumed = restart_run(run=run, by=run.started_by, at=timezone.now())

    assert (resumed.state, save_run(run=resumed).state) == ("ordered", "imported")


def test_work_that_stops_again_and_again_ends_with_a_sentence(authority) -> None:
    """A file that kills its workers does not do so for ever."""
    leave_in(money.started(authority, TWO_ROWS), RunState.CHECKING, attempts=MOST_ATTEMPTS)

    assert (resume_stale(), ImportRun.objects.get().error) == (
        [],
        "Importen stanset 5 ganger. Last opp filen på nytt.",
    )
