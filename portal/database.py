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


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is from the same moment, so that sums and rows agree whatever others write."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
