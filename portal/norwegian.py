"""Lists in the Norwegian order: … z, æ, ø, å (domain.md U-09).

The database sorts by the number of each character, where å comes before æ and capitals before small letters, and
not every PostgreSQL has the Norwegian rules. So the letters that are misplaced change places for the comparison.
"""

from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Lower

_LETTERS, _PLACES = "æäøöå", "{{||}"
_MOVED = str.maketrans(_LETTERS, _PLACES)


class NorwegianOrder(Func):
    """An expression to order or to index a text by; Æ and Ä, and Ø and Ö, have the same place."""

    function = "translate"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    output_field = CharField()

    def __init__(self, field: str, **extra: Any) -> None:
        super().__init__(Lower(field), Value(_LETTERS), Value(_PLACES), **extra)


def norwegian(text: str) -> str:
    """The same order for what is sorted in Python: a key for `sorted`."""
    return text.lower().translate(_MOVED)


def ordering(fields: "tuple[str | NorwegianOrder, ...]", *, is_down: bool) -> list[Any]:
    """The same fields upwards or downwards, for `order_by`."""
    found = [F(field) if isinstance(field, str) else field for field in fields]
    return [field.desc() if is_down else field.asc() for field in found]
