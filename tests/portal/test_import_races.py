"""Imports in several processes at once, and one that is killed with -9."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.imports.models import ImportRun
from portal.imports.runs import resume_stale, save_run
from reporting.models import Authority, LedgerRow
from tests import factories_money as money

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
ROWS = 5_000
SAVE = """
import django; django.setup()
from portal.imports.models import ImportRun
from portal.imports.runs import save_run
save_run(run=ImportRun.objects.get(pk={pk}))
"""


@pytest.fixture
def authority() -> Authority:
    return money.AuthorityFactory()


def many_rows() -> bytes:
    return money.extract(*(money.row_cells(Bilagsnr=str(number)) for number in range(1, ROWS + 1)))


def save_in_another_process(run: ImportRun) -> subprocess.Popen:
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}:{where['PASSWORD']}@{where['HOST'].replace('/', '%2F')}:{where['PORT']}/{where['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "FILES_ROOT": str(settings.FILES_ROOT),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return subprocess.Popen([sys.executable, "-c", SAVE.format(pk=run.pk)], cwd=ROOT, env=environment)


def wait_for(is_so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def onlooker() -> Iterator[psycopg.Connection]:
    """A connection of its own, outside Django's."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        yield other


def others_waiting(wait: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%%' AND wait_event_type LIKE %s",
            [wait],
        )
        return cursor.fetchone()[0]


def test_save_killed_in_the_middle_leaves_nothing_and_can_be_run_again(authority, onlooker) -> None:
    """Kill -9 while half the rows are written; exactly all rows once afterwards.

    An uncommitted row with the last voucher's identity makes the process wait in the middle of its COPY.
    """
    run = money.ordered(authority, many_rows())
    blocker = money.LedgerRowFactory(authority=authority, voucher_number="x")
    columns = ", ".join(
        field.column for field in LedgerRow._meta.fields if field.column not in ("id", "voucher_number")
    )
    onlooker.execute(
        f"INSERT INTO reporting_ledgerrow (voucher_number, {columns}) SELECT '{ROWS}', {columns} FROM reporting_ledgerrow WHERE id = {blocker.pk}"
    )
    worker = save_in_another_process(run)
    wait_for(lambda: others_waiting("Lock") == 1)

    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    onlooker.rollback()
    wait_for(lambda: others_waiting("%") == 0)
    after_the_kill = (ImportRun.objects.get(pk=run.pk).state, LedgerRow.objects.of(authority).count())
    ImportRun.objects.filter(pk=run.pk).update(seen_at=timezone.now() - datetime.timedelta(minutes=2))

    assert (after_the_kill, resume_stale()) == (("saving", 1), [run.pk])
    assert (save_run(run=ImportRun.objects.get(pk=run.pk)).state, LedgerRow.objects.count()) == (
        "imported",
        ROWS + 1,
    )


def at_once(*calls: Callable[[], object]) -> None:
    """Each call in a thread, and so in a connection, of its own, all begun together."""
    gate = threading.Barrier(len(calls))

    def begin(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_import_that_two_processes_save_at_once_is_saved_once(authority) -> None:
    """as asked, domain.md E-17."""
    run = money.ordered(authority, many_rows())

    at_once(*[lambda: save_run(run=run)] * 4)

    assert (LedgerRow.objects.count(), ImportRun.objects.get().state, ImportRun.objects.get().attempts) == (
        ROWS,
        "imported",
        1,
    )


def test_same_file_in_two_imports_at_once_adds_its_rows_once(authority) -> None:
    """domain.md E-17: whoever comes second finds them known."""
    runs = [money.ordered(authority, many_rows()) for _n in range(2)]

    at_once(*[lambda run=run: save_run(run=run) for run in runs])

    reports = sorted((run.report["counted"], run.report["known"]) for run in ImportRun.objects.all())
    assert (LedgerRow.objects.count(), reports) == (ROWS, [(0, ROWS), (ROWS, 0)])
