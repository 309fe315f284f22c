"""Which column of a file is which: by header text, by a saved profile, or as a person has said (domain.md I-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.imports.tables import normalise


@dataclass(frozen=True)
class Column:
    """A fact that an import can take from a column."""

    key: str
    label: str
    aliases: tuple[str, ...]
    required: bool = False
    # Columns that may hold the fact when no header says so: a person is asked about them.
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """Where each fact stands in the row; `missing` and `unknown` are what a person must say."""

    places: dict[str, int]
    missing: tuple[Column, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.unknown and not self.doubled


IGNORE = ""


def map_columns(headers: Sequence[str], columns: Sequence[Column], chosen: Mapping[str, str]) -> ColumnMap:
    """Match headers to columns; `chosen` is {normalised header: column key, or "" to leave it out}.

    What a person or a profile has chosen goes before what the header text suggests.
    """
    by_alias = {
        alias: column.key for column in columns for alias in (normalise(column.label), *column.aliases)
    }
    places: dict[str, int] = {}
    unknown, doubled = [], []
    for place, header in enumerate(headers):
        name = normalise(header)
        if not name:
            continue
        key = chosen.get(name, by_alias.get(name))
        if key is None:
            unknown.append(header)
        elif key in places:
            doubled.append(header)
        elif key != IGNORE:
            places[key] = place
    missing = tuple(column for column in columns if column.required and column.key not in places)
    asked = {key for column in missing for key in column.may_be}
    for key in asked & places.keys():
        header = headers[places[key]]
        if normalise(header) not in chosen:
            unknown.append(header)
    return ColumnMap(places, missing, tuple(unknown), tuple(doubled))


def known_headers(columns: Sequence[Column]) -> frozenset[str]:
    """Every header text that the columns answer to."""
    return frozenset(alias for column in columns for alias in (normalise(column.label), *column.aliases))
