"""How far a long piece of work has come, told by what reads the rows."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")
Tell = Callable[[int], object]
"""Called with the number of rows that are done."""

ROWS_A_STEP = 500


def nobody_hears(_done: int) -> None:
    """For work that nobody follows."""


def told(rows: Iterable[Row], tell: Tell) -> Iterator[Row]:
    """The rows, and now and then how many of them have been read."""
    if tell is nobody_hears:
        yield from rows
        return
    for number, row in enumerate(rows):
        if number % ROWS_A_STEP == 0:
            tell(number)
        yield row
