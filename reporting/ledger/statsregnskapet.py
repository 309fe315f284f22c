"""The public statsregnskapet CSV, read as a stream: what one body charged one post with in one year (domain.md 1.9, I-13)."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from django.utils.translation import gettext as _

from portal.errors import BadInput
from portal.money import ZERO, round_money

YEAR, PERIOD, POST, BODY, AMOUNT = "År", "Periode", "Post_id", "Virksomhet_id", "Beløp"
_BLOCK = 1 << 20
_LARGEST_UNPACKED = 1 << 30


@dataclass(frozen=True)
class StateSum:
    """The public sum in kroner, the rows behind it, and the file it is from."""

    total: Decimal
    row_count: int
    rows_read: int
    sha256: str


class _Hashed(io.RawIOBase):
    """A stream that is hashed as it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, target: object) -> int:
        view = memoryview(target).cast("B")  # type: ignore[arg-type]
        block = self.source.read(len(view))
        view[: len(block)] = block
        self.digest.update(block)
        return len(block)


def read_state_sum(source: BinaryIO, *, year: int, post: str, body: str) -> StateSum:
    """Sum the rows of the year, the post (six digits) and the body's organisation number; a ZIP holds one CSV.

    Raises BadInput with a sentence for another layout or an amount that cannot be read.
    """
    hashed = _Hashed(_unpacked(source))
    text = io.TextIOWrapper(
        io.BufferedReader(hashed, _BLOCK), encoding="cp1252", errors="replace", newline=""
    )
    reader = csv.reader(text, delimiter=";")
    places = _places(next(reader, []))
    exact, found, count = ZERO, 0, 0
    wanted = (str(year), post, body)
    for count, amount in _amounts(reader, places, wanted):  # noqa: B007 - the last count is kept
        if amount is not None:
            exact, found = exact + amount, found + 1
    return StateSum(round_money(exact), found, count, hashed.digest.hexdigest())


def _unpacked(source: BinaryIO) -> BinaryIO:
    if source.read(4) != b"PK\x03\x04":
        source.seek(0)
        return source
    source.seek(0)
    try:
        archive = zipfile.ZipFile(source)
        names = [item for item in archive.infolist() if item.filename.lower().endswith(".csv")]
        if len(names) != 1 or names[0].file_size > _LARGEST_UNPACKED:
            raise BadInput(_("ZIP-filen må inneholde én CSV-fil."))
        return archive.open(names[0])  # type: ignore[return-value]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise BadInput(_("ZIP-filen kan ikke åpnes.")) from error


def _places(header: list[str]) -> tuple[int, int, int, int]:
    names = [name.strip().removeprefix("ï»¿").strip('"') for name in header]
    missing = [name for name in (YEAR, POST, BODY, AMOUNT) if name not in names]
    if missing:
        text = _("Dette er ikke statsregnskapet som CSV. Kolonnene mangler: %(names)s.")
        raise BadInput(text % {"names": ", ".join(missing)})
    return names.index(YEAR), names.index(POST), names.index(BODY), names.index(AMOUNT)


def _amounts(
    reader: Iterator[list[str]], places: tuple[int, int, int, int], wanted: tuple[str, str, str]
) -> Iterator[tuple[int, Decimal | None]]:
    year, post, body, amount = places
    count = 0
    try:
        for count, row in enumerate(reader, 1):
            if row and (row[year], row[post].zfill(6), row[body]) == wanted:
                yield count, Decimal(row[amount].replace(",", "."))
            elif count % 100_000 == 0:
                yield count, None
    except (InvalidOperation, IndexError, csv.Error) as error:
        raise BadInput(_("Rad %(row)s kan ikke leses.") % {"row": count + 1}) from error
    yield count, None
