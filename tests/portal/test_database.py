"""Several questions that are answered as of one moment."""

import pytest
from django.db import connection, transaction

from portal.database import begin_moment, one_moment

pytestmark = pytest.mark.django_db


def isolation() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation')")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_moment_in_a_moment_is_the_same() -> None:
    with one_moment():
        outer = isolation()
        with one_moment():
            inner = isolation()

    assert (outer, inner, isolation()) == ("repeatable read", "repeatable read", "read committed")


@pytest.mark.django_db(transaction=True)
def test_moment_of_a_page_is_enough() -> None:
    with transaction.atomic():
        begin_moment()
        with one_moment():
            inner = isolation()

    assert inner == "repeatable read"


@pytest.mark.parametrize("asks", [isolation, lambda: None])
def test_moment_inside_another_transaction_is_refused(asks) -> None:
    """It would have no effect: the transaction has begun, and each question has its own moment."""
    with transaction.atomic():
        asks()
        with pytest.raises(RuntimeError), one_moment():
            pass


def test_moment_after_a_moment_begins_anew() -> None:
    """The mark ends with its transaction."""
    with one_moment():
        pass

    with transaction.atomic(), pytest.raises(RuntimeError), one_moment():
        pass
