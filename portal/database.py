"""Reading several things as they were at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def writes_to_the_log(view: View) -> View:
    """Marks a view that answers GET and writes in the log that it did: its transaction is not read-only."""
    view.writes_to_the_log = True  # type: ignore[attr-defined]
    return view


# Every figure of a page is read at the same moment, so that sums and rows agree.
ONE_MOMENT = "ISOLATION LEVEL REPEATABLE READ,"


def begin_moment(*, may_write: bool = False) -> None:
    """Make the transaction that has just begun one moment, and read-only unless it `may_write`."""
    moment = "" if connection.savepoint_ids else ONE_MOMENT
    with connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION {moment} READ {'WRITE' if may_write else 'ONLY'}")


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is from the same moment, so that sums and rows agree whatever others write."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
