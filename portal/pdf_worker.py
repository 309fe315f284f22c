"""Take the text out of a PDF, in a process of its own that may not use more than its share.

Run by path, never imported: it must start without Django. Standard input is the PDF, the arguments are the most
pages, characters and seconds, and whether the whole file is wanted or its beginning; standard output is the text,
the exit code one of those below.
"""

import contextlib
import io
import logging
import resource
import sys
from itertools import islice, pairwise

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PdfReadError, PyPdfError

ENCRYPTED, TOO_LONG, DAMAGED = 3, 4, 5
MOST_MEMORY = 1 << 30
# Bytes of drawing commands on one page; a dense page has some tens of thousands.
MOST_DRAWING = 6_000_000
GUTTER = 12.0
MOST_FRAGMENTS = 20_000

Fragment = tuple[float, float, str, float]


def main() -> int:
    """Print the text; the exit code says why there is none."""
    most_pages, most_letters, seconds = (int(argument) for argument in sys.argv[1:4])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
        return _print_text(reader, most_pages, most_letters, whole=sys.argv[4] == "whole")
    except FileNotDecryptedError:
        return ENCRYPTED
    except MemoryError:
        return TOO_LONG
    except PdfReadError:
        return DAMAGED
    # The file is a stranger's: whatever it does to the library, the answer is that it cannot be read.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        ArithmeticError,
        NotImplementedError,
        AssertionError,
    ):
        return DAMAGED


def _print_text(reader: PdfReader, most_pages: int, most_letters: int, *, whole: bool) -> int:
    if reader.is_encrypted and not reader.decrypt(""):
        return ENCRYPTED
    if whole and len(reader.pages) > most_pages:
        return TOO_LONG
    letters = 0
    for page in islice(reader.pages, most_pages):
        text = page_text(page)
        letters += len(text)
        if letters > most_letters:
            return TOO_LONG
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n\f")
        sys.stdout.buffer.flush()
    return 0


def page_text(page: object) -> str:
    """The page as pypdf reads it, or one column after the other when its lines go across two columns."""
    fragments: list[Fragment] = []
    contents = page.get_contents()  # type: ignore[attr-defined]
    if contents is not None and len(contents.get_data()) > MOST_DRAWING:
        raise MemoryError

    def note(text: str, matrix: list[float], place: list[float], _font: object, size: float) -> None:
        if text.strip() and len(fragments) < MOST_FRAGMENTS:
            x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
            y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
            fragments.append((x, y, text.strip("\n"), size))

    plain = page.extract_text(visitor_text=note)  # type: ignore[attr-defined]
    middle = float(page.mediabox.left) + float(page.mediabox.width) / 2  # type: ignore[attr-defined]
    return _by_column(fragments, middle) if _goes_across(fragments, middle) else plain


def _goes_across(fragments: list[Fragment], middle: float) -> bool:
    """Whether the page has two columns of prose whose lines are drawn row by row."""
    left = [one for one in fragments if one[0] < middle - GUTTER]
    right = [one for one in fragments if one[0] >= middle - GUTTER]
    if len(left) < 12 or len(right) < 12:
        return False
    starts = {round(one[0]) for one in right}
    is_aligned = len(starts) <= max(3, len(right) // 6)
    turns = sum(
        (one[0] < middle - GUTTER) != (after[0] < middle - GUTTER) for one, after in pairwise(fragments)
    )
    return is_aligned and _is_prose(left) and _is_prose(right) and turns > 0.6 * len(fragments)


def _is_prose(column: list[Fragment]) -> bool:
    return sum(len(one[2].split()) >= 4 for one in column) > 0.7 * len(column)


def _by_column(fragments: list[Fragment], middle: float) -> str:
    parts = []
    for side in (True, False):
        column = [one for one in fragments if (one[0] < middle - GUTTER) == side]
        parts += _lines(sorted(column, key=lambda one: (-round(one[1]), one[0])))
    return "\n".join(parts)


def _lines(column: list[Fragment]) -> list[str]:
    lines: list[str] = []
    last: float | None = None
    for _x, y, text, size in column:
        if last is not None and abs(last - y) < 2:
            lines[-1] += " " + text.strip()
        else:
            if last is not None and last - y > 1.7 * max(size, 9):
                lines.append("")
            lines.append(text.strip())
        last = y
    return lines


if __name__ == "__main__":
    sys.exit(main())
