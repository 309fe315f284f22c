"""Bad moments: workers killed anywhere, months imported twice, things that change too late (domain.md E-10, E-14, E-17, E-24; I-11)."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.errors import StateChanged
from portal.imports import runs
from portal.imports.models import ImportRun
from portal.imports.states import RunState
from portal.people.roles import Role
from reporting.actions import overviews as actions
from reporting.models import LedgerBatch, LedgerRow, OverviewVersion, SealedFile
from reporting.queries.chain import faults_of_chain
from reporting.queries.versions import has_changed_since, rows_after
from reporting.states import Outcome, VersionState
from tests import factories_overviews as made
from tests.factories import member
from tests.factories_money import NOON, controller_of, extract, imported, ordered, row_cells

pytestmark = pytest.mark.django_db
TIMES = 50


class Killed(BaseException):
    """The process is gone: no `except Exception` sees it, and no clean-up runs in our code."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """The connection dies when this many statements have been sent."""
    left = [statements]

    def die(execute, sql, params, many, context):
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        yield


def undone() -> transaction.Atomic:
    """A block of the test's own, as Django marks them: a step's one moment may begin inside it."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


def attempt(step, statements: int) -> bool:
    """Whether the step came to its end before it was killed; what it had not committed is gone."""
    try:
        with undone(), killed_after(statements):
            step()
    except Killed:
        return False
    return True


def statements_of(step) -> int:
    """How many statements the step sends; it is rolled back."""
    sent = [0]

    def count(execute, sql, params, many, context):
        sent[0] += 1
        return execute(sql, params, many, context)

    point = transaction.savepoint()
    with connection.execute_wrapper(count):
        step()
    transaction.savepoint_rollback(point)
    return sent[0]


@pytest.mark.slow
def test_import_killed_anywhere_loses_and_doubles_no_row(authority, controller) -> None:
    """I-11: 50 times at random; then it is begun again, and every row is there once."""
    content = extract(*(row_cells(Bilagsnr=str(number)) for number in range(1, 6)))
    run = ordered(authority, content, by=controller)
    chance, most = random.Random(4), statements_of(lambda: runs.save_run(run=run))
    for _n in range(TIMES):
        assert not attempt(lambda: runs.save_run(run=run), chance.randrange(most))
        assert (LedgerRow.objects.count(), LedgerBatch.objects.count()) == (0, 0)

    assert runs.save_run(run=run).state == RunState.IMPORTED

    assert sorted(LedgerRow.objects.values_list("voucher_number", flat=True)) == ["1", "2", "3", "4", "5"]
    assert (LedgerBatch.objects.count(), list(faults_of_chain())) == (1, [])


@pytest.mark.slow
def test_sealing_killed_anywhere_leaves_no_half_seal(authority) -> None:
    """E-24: 50 times at random: either all four files and the state, or neither."""
    made.tied(authority)
    version, by = made.approved(authority), controller_of(authority)

    def send() -> OverviewVersion:
        return actions.send_overview(version=version, by=by, at=NOON)

    # The first time also asks for what is remembered later.
    chance, most = random.Random(24), [statements_of(send) for _n in range(2)][1]
    for _n in range(TIMES):
        assert not attempt(send, chance.randrange(most))
        assert (OverviewVersion.objects.get().state, SealedFile.objects.count()) == (VersionState.APPROVED, 0)

    assert send().state == VersionState.SENT
    assert SealedFile.objects.count() == 4


def test_worker_killed_between_claim_and_rows_is_begun_again(authority, controller) -> None:
    """A run that stopped at «lagres» goes back in the queue and is imported once."""
    run = ordered(authority, extract(row_cells()), by=controller)
    with patch.object(runs, "_open", side_effect=Killed), pytest.raises(Killed):
        runs.save_run(run=run)
    assert ImportRun.objects.get(pk=run.pk).state == RunState.SAVING
    long_ago = timezone.now() - timezone.timedelta(hours=1)
    ImportRun.objects.filter(pk=run.pk).update(seen_at=long_ago)

    assert runs.resume_stale() == [run.pk]
    assert runs.save_run(run=run).state == RunState.IMPORTED
    runs.save_run(run=run)
    assert LedgerRow.objects.count() == 1


def test_month_imported_twice_with_one_amount_changed_is_refused_whole(authority, controller) -> None:
    """E-14, E-17: the first stands; a correction is a new voucher."""
    rows = [row_cells(Bilagsnr="1"), row_cells(Bilagsnr="2")]
    imported(authority, extract(*rows), by=controller)
    rows[1] = row_cells(Bilagsnr="2", Kontantbeløp="1 001,00")

    from tests.factories_money import started

    again = runs.check_run(run=started(authority, extract(*rows, row_cells(Bilagsnr="3")), by=controller))

    assert again.state == RunState.REFUSED
    assert LedgerRow.objects.count() == 2


def test_thirteenth_period_is_set_aside_and_needs_a_decision(authority, controller) -> None:
    """E-10."""
    content = extract(row_cells(Bilagsnr="1"), row_cells(Bilagsnr="2", **{"Kont.periode": "202413"}))
    imported(authority, content, by=controller)

    assert LedgerRow.objects.get(voucher_number="2").outcome == Outcome.SPECIAL_PERIOD


def test_payment_after_sending_is_in_the_queue_and_the_sent_is_untouched(authority, controller) -> None:
    """E-29: shown until a new version holds it."""
    made.tied(authority)
    sent = made.sent(authority)
    late = made.tied(authority, "5.00")

    assert (list(rows_after(sent)), has_changed_since(sent)) == ([late], True)
    newer = made.sent(authority, reason="Sen betaling")
    assert (list(rows_after(newer)), newer.number) == ([], 2)
    sent.refresh_from_db()
    assert str(sent.total) == "1000.00"


def test_second_approval_is_told_that_someone_was_quicker(authority) -> None:
    """E-23: one approval, one event."""
    version = made.checked(authority)
    first, second = (member(Role.APPROVER, authority.receiver) for _n in range(2))
    actions.approve_overview(version=version, by=first, at=NOON)

    with pytest.raises(StateChanged, match="Noen andre var raskere"):
        actions.approve_overview(version=version, by=second, at=NOON)
    assert OverviewVersion.objects.get().approved_by == first
