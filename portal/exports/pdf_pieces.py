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

# So many rows, with long texts in them, stay well under 300 MB.
MOST_ROWS = 1_000
JOIN = Path(__file__).with_name("pdf_join.py")


def render_long_pdf(template: str, content: dict[str, Any], *, most: int | None = None) -> bytes:
    """The template filled with the content, however many `rows`; up to `most` it is made as any other.

    The template heeds `piece`: whether it is the `first` and the `last`, and the number of its first `page`.
    """
    most = most or MOST_ROWS
    if len(content["rows"]) <= most:
        return render_pdf(template, content)
    with tempfile.TemporaryDirectory() as folder:
        files, page = [], 1
        for start, stop in cuts(len(content["rows"]), most):
            file = Path(folder) / f"{start}.pdf"
            file.write_bytes(compile_alone(template, piece_of(content, start, stop, page)))
            page += pages_in(file)
            files.append(str(file))
        return run_alone(JOIN, *files)


def cuts(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Where each piece starts and stops: as few as there must be, and all about as long."""
    pieces = -(-count // most)
    return pairwise(count * number // pieces for number in range(pieces + 1))


def piece_of(content: dict[str, Any], start: int, stop: int, page: int) -> str:
    """The content with some of its rows, as JSON."""
    rows = content["rows"]
    place = {"first": start == 0, "last": stop == len(rows), "page": page}
    return json.dumps({**content, "rows": rows[start:stop], "piece": place}, ensure_ascii=False)


def pages_in(file: Path) -> int:
    """What the next piece's first number is known by."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow import

    return len(PdfReader(file).pages)
