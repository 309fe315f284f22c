"""Who acts, and for whom: asked on every request, so the sentence to the database is made once and used again."""

import datetime
import functools
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from portal.people.models import Membership, Organisation, User

M = TypeVar("M", bound=models.Model)

# What stands for the person and the day in the sentence while it is made.
SOMEBODY, SOME_DAY = -1, datetime.date.max


def acting_person(user_id: int, *, today: datetime.date) -> User | None:
    """The user with the membership that holds on the Oslo date (domain.md O-04); None when there is none."""
    sentence, said = _sentence()
    values = [user_id if value == SOMEBODY else today if value == SOME_DAY else value for value in said]
    with connection.cursor() as cursor:
        cursor.execute(sentence, values)
        row = cursor.fetchone()
    if row is None:
        return None
    columns = iter(row)
    membership, user, organisation = (_made(model, columns) for model in (Membership, User, Organisation))
    membership.user, membership.organisation, user.membership = user, organisation, membership
    return user


@functools.cache
def _sentence() -> tuple[str, tuple]:
    """The query of `held_on` with the person and the body, and the values it was made with."""
    held = Membership.objects.filter(user=SOMEBODY).held_on(SOME_DAY).order_by()
    return held.select_related("user", "organisation").query.sql_with_params()


def _made(model: type[M], columns: Iterator[Any]) -> M:
    fields = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, fields, list(islice(columns, len(fields))))
