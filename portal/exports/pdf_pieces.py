"""A long document as PDF: typst makes two pieces at a time, each in a process of its own, and they are joined.

Typst holds about 0.15 MB for each row until the document is done; so a process holds what its own rows take.
"""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.exports.pdf import compile_alone, render_pdf, run_alone
from portal.progress import Tell, nobody_hears

# Up to so many rows are one document. Longer ones are made in pieces of half as many, two at a time: together they
# hold no more than one of a thousand, with long texts well under 300 MB.
MOST_ROWS, AT_ONCE = 1_000, 2
JOIN = Path(__file__).with_name("pdf_join.py")


def render_long_pdf(
    template: str, content: dict[str, Any], *, most: int | None = None, tell: Tell = nobody_hears
) -> bytes:
    """The template filled with the content, however many `rows`; up to `most` it is made as any other.

    The template heeds `piece`, whether it is the `first` and the `last`, and leaves out the number of the page; and
    it heeds `feet`, the number of pages: then each page has its number and nothing else (domain.md U-13).
    """
    if len(content["rows"]) <= (most or MOST_ROWS):
        return render_pdf(template, content)
    with tempfile.TemporaryDirectory() as folder:
        files, pages = [], 0
        for stop, file, count in _pieces(Path(folder), template, content, most or MOST_ROWS // AT_ONCE):
            pages += count
            files.append(str(file))
            tell(stop)
        feet = Path(folder) / "feet.pdf"
        feet.write_bytes(compile_alone(template, feet_of(content, pages)))
        return run_alone(JOIN, str(feet), *files)


def _pieces(
    folder: Path, template: str, content: dict[str, Any], most: int
) -> Iterator[tuple[int, Path, int]]:
    """Each piece in order: the row it stops at, its file, and how many pages it has."""

    def made(cut: tuple[int, int]) -> tuple[int, Path, int]:
        start, stop = cut
        file = folder / f"{start}.pdf"
        file.write_bytes(compile_alone(template, piece_of(content, start, stop)))
        return stop, file, pages_in(file)

    # The threads only wait: each piece is made by a process of its own.
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from pool.map(made, cuts(len(content["rows"]), most))
    finally:
        pool.shutdown(cancel_futures=True)


def cuts(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Where each piece starts and stops: as few as there must be, and all about as long."""
    pieces = -(-count // most)
    return pairwise(count * number // pieces for number in range(pieces + 1))


def piece_of(content: dict[str, Any], start: int, stop: int) -> str:
    """The content with some of its rows, as JSON."""
    rows = content["rows"]
    place = {"first": start == 0, "last": stop == len(rows)}
    return json.dumps({**content, "rows": rows[start:stop], "piece": place}, ensure_ascii=False)


def feet_of(content: dict[str, Any], pages: int) -> str:
    """The content without its rows, for the numbers of the pages, as JSON."""
    return json.dumps({**content, "rows": [], "feet": pages}, ensure_ascii=False)


def pages_in(file: Path) -> int:
    """How many pages the piece has."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow import

    return len(PdfReader(file).pages)
