"""Reading several things as they were at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from psycopg.errors import DeadlockDetected, SerializationFailure

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
    _mark_moment()


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is from the same moment, so that sums and rows agree whatever others write.

    Inside another moment it is that one. RuntimeError in a transaction that has begun otherwise: it would have no
    effect there, since what has been asked already has its own moment.
    """
    durable = not _is_in_a_moment()
    with transaction.atomic(durable=durable):
        if durable:
            if not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _mark_moment()
        yield


def _mark_moment() -> None:
    connection.atomic_blocks[-1].is_one_moment = True  # type: ignore[attr-defined]


def _is_in_a_moment() -> bool:
    return any(getattr(block, "is_one_moment", False) for block in connection.atomic_blocks)


def was_overtaken(error: OperationalError) -> bool:
    """Whether a transaction was stopped because another changed the same rows: it can be done again from the start."""
    return isinstance(error.__cause__, SerializationFailure | DeadlockDetected)
