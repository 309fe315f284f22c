"""Queries that every request asks: the SQL is made once in each process, and asked again with other values.

PostgreSQL keeps them too: each connection reads and plans such a sentence once (`prepared_cursor`).
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

M = TypeVar("M", bound=models.Model)


class PreparedCursor(ServerBindingCursor):
    """A cursor whose statements the database keeps, for the few that are asked again and again word for word."""

    # History puts a statement of its own before ours, which a prepared one has no room for; it leaves named ones be.
    name = "prepared"

    def execute(self, query: Any, params: Any = None, **how: Any) -> "PreparedCursor":
        return super().execute(query, params, **{**how, "prepare": True})  # type: ignore[misc]


def prepared_cursor() -> CursorWrapper:
    """A cursor like any other, counted and wrapped by Django; not for rows that keep their history."""
    cursor = connection.cursor()
    cursor.cursor = PreparedCursor(cursor.connection)  # type: ignore[call-arg]
    return cursor


class Sentence:
    """A query that gives one row at most; `make` writes it with stand-ins where the values are to come.

    Making the SQL of a small query costs more than asking it. What the query means stands where it always does:
    in the querysets that `make` uses. The stand-ins are values that no real query has.
    """

    def __init__(self, make: Callable[[], models.QuerySet]) -> None:
        self._make = make

    def asked(self, values: dict[Any, Any]) -> tuple[Any, ...] | None:
        """The row, with each stand-in exchanged for its value; None when there is no row."""
        sql, said = self._written
        with prepared_cursor() as cursor:
            cursor.execute(sql, [values.get(value, value) for value in said])
            return cursor.fetchone()

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self._make().query.sql_with_params()


def made_of(model: type[M], columns: Iterator[Any]) -> M:
    """An object of the next columns of a row that was asked for with `select_related`."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, list(islice(columns, len(names))))
