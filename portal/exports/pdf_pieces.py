"""A long document as PDF: typst makes one piece after the other, each in a process of its own, and they are joined.

Typst holds about 0.15 MB for each row until the document is done; so a process holds what its own rows take.
"""

import json
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.exports.pdf import compile_alone, render_pdf, run_alone
from portal.progress import Tell, nobody_hears

# So many rows, with long texts in them, stay well under 300 MB.
MOST_ROWS = 1_000
JOIN = Path(__file__).with_name("pdf_join.py")


def render_long_pdf(
    template: str, content: dict[str, Any], *, most: int | None = None, tell: Tell = nobody_hears
) -> bytes:
    """The template filled with the content, however many `rows`; up to `most` it is made as any other.

    The template heeds `piece`, whether it is the `first` and the `last`, and leaves out the number of the page; and
    it heeds `feet`, the number of pages: then each page has its number and nothing else (domain.md U-13).
    """
    most = most or MOST_ROWS
    if len(content["rows"]) <= most:
        return render_pdf(template, content)
    with tempfile.TemporaryDirectory() as folder:
        files, pages = [], 0
        for start, stop in cuts(len(content["rows"]), most):
            file = Path(folder) / f"{start}.pdf"
            file.write_bytes(compile_alone(template, piece_of(content, start, stop)))
            pages += pages_in(file)
            files.append(str(file))
            tell(stop)
        feet = Path(folder) / "feet.pdf"
        feet.write_bytes(compile_alone(template, feet_of(content, pages)))
        return run_alone(JOIN, str(feet), *files)


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
