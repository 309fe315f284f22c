"""The auditor's binder: what goes into it, and the file itself. It opens without the portal (moonshot 24)."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.template.loader import render_to_string
from django.utils.text import slugify

from portal.exports.tables import neutralise
from portal.files import StoredFile
from portal.letters.models import Assignment

if TYPE_CHECKING:
    from portal.people.models import User

SUMS = "SHA256SUMS"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Enclosure:
    """A stored file, and where it lies in the binder."""

    path: str
    file: StoredFile


@dataclass(frozen=True)
class Part:
    """A part of the binder: a table that is also a CSV file, and the files that belong to it."""

    title: str
    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    files: Sequence[Enclosure] = field(default_factory=tuple)

    @property
    def enclosed(self) -> list[Enclosure]:
        """The files, each once although several rows may point to it."""
        return list({inside.path: inside for inside in self.files}.values())

    def drawn(self) -> Iterator[list[tuple[str, bool]]]:
        """The cells of each row, and whether a cell is a checksum, which may be folded anywhere."""
        for row in self.rows:
            yield [(cell, _CHECKSUM.fullmatch(cell) is not None) for cell in row]


_CHECKSUM = re.compile(r"[0-9a-f]{64}")
Source = Callable[["User", Assignment], Iterable[Part]]

_sources: list[Source] = []


def register_part(source: Source) -> None:
    """Add a function that says what an app has on an assignment, as the user may see it; from AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def parts_of(user: "User", assignment: Assignment) -> list[Part]:
    """Every part of the binder, from every app."""
    return [part for source in _sources for part in source(user, assignment)]


def enclosure(folder: str, file: StoredFile) -> Enclosure:
    """A path that no two files share, and that every system can open."""
    suffix = Path(file.name).suffix[:10].lower()
    stem = slugify(Path(file.name).stem)[:60] or "fil"
    return Enclosure(f"{folder}/{file.pk}-{stem}{suffix}", file)


def write_binder(
    target: BinaryIO, parts: Sequence[Part], facts: dict[str, object], progress: Callable[[int], None]
) -> list[str]:
    """Write the zip to an open file; returns the paths of files that were gone or changed on disk.

    `progress` is told how many files are in.
    """
    sums: dict[str, str] = {}
    broken: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, inside in enumerate(_enclosures(parts), 1):
            found = _add_file(archive, inside)
            if found:
                sums[inside.path] = found
            else:
                broken.append(inside.path)
            progress(number)
        for path, content in _written(parts, facts, broken):
            archive.writestr(path, content)
            sums[path] = hashlib.sha256(content).hexdigest()
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
        archive.writestr(SUMS, lines.encode())
    return broken


def _enclosures(parts: Sequence[Part]) -> Iterator[Enclosure]:
    seen: set[str] = set()
    for part in parts:
        for inside in part.files:
            if inside.path not in seen:
                seen.add(inside.path)
                yield inside


def file_count(parts: Sequence[Part]) -> int:
    """How many files the binder will hold beside those it makes itself."""
    return sum(1 for _inside in _enclosures(parts))


def _add_file(archive: zipfile.ZipFile, inside: Enclosure) -> str:
    """Its SHA-256, or an empty text when the bytes on disk are not those that came."""
    if inside.file.erased_at or not inside.file.is_intact():
        return ""
    with inside.file.path.open("rb") as source, archive.open(inside.path, "w") as goal:
        while chunk := source.read(CHUNK):
            goal.write(chunk)
    return inside.file.sha256


def _written(
    parts: Sequence[Part], facts: dict[str, object], broken: list[str]
) -> Iterator[tuple[str, bytes]]:
    """What the portal writes itself: the tables, the first page, its look, and how to verify."""
    for part in parts:
        yield f"{part.name}.csv", _csv(part)
    context = {"parts": parts, "broken": broken, **facts}
    yield "index.html", render_to_string("letters/binder/index.html", context).encode()
    yield "stil.css", render_to_string("letters/binder/stil.css").encode()
    yield "LES-MEG.txt", render_to_string("letters/binder/les-meg.txt", context).encode()


def _csv(part: Part) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(part.columns)
    writer.writerows([neutralise(cell) for cell in row] for row in part.rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
