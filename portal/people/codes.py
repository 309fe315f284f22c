"""What bodies are called for short: lists need the codes of all of them, and none of the objects."""

import datetime
from typing import NamedTuple

from portal.people.models import Organisation, OrganisationKind
from portal.remembered import until_something_happens

FIELDS = (
    "pk",
    "key",
    "kind",
    "valid_from",
    "valid_to",
    "names__code",
    "names__valid_from",
    "names__valid_to",
)


class BodyCode(NamedTuple):
    """A body by its primary key, its key in addresses, its code on a date, and whether that is the code it had then."""

    pk: int
    key: str
    code: str
    is_named: bool
    is_ministry: bool


def body_codes(on: datetime.date) -> list[BodyCode]:
    """Every body by code: the one that held on the Oslo date, or the nearest, as `Organisation.name_on`.

    One query, and none until something has happened in the portal.
    """
    return until_something_happens(f"body-codes:{on}", lambda: _asked_for(on))


def _asked_for(on: datetime.date) -> list[BodyCode]:
    found: dict[int, BodyCode] = {}
    rows = Organisation.objects.order_by("pk").values_list(*FIELDS)
    for pk, key, kind, begins, ends, code, named_from, named_to in sorted(rows, key=_by_date):
        is_named = code is not None and _holds(named_from, named_to, on)
        if pk not in found or is_named or not found[pk].is_named:
            is_ministry = kind == OrganisationKind.MINISTRY and _holds(begins, ends, on)
            found[pk] = BodyCode(pk, key, code or key.upper(), is_named, is_ministry)
    return sorted(found.values(), key=lambda body: body.code)


def _by_date(row: tuple) -> datetime.date:
    return row[6] or datetime.date.min


def _holds(begins: datetime.date | None, ends: datetime.date | None, on: datetime.date) -> bool:
    return (begins or on) <= on <= (ends or on)
