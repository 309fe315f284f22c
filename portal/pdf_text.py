"""The text of a PDF, taken out by a process that is stopped when the file asks for too much."""

import subprocess
import sys
from pathlib import Path

ENCRYPTED, TOO_LONG = 3, 4
MOST_SECONDS = 20
_WORKER = Path(__file__).with_name("pdf_worker.py")


def extract(
    content: bytes, *, pages: int, letters: int, seconds: int = MOST_SECONDS, whole: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """The text on `stdout`, page after page with a form feed between; `returncode` says why there is no more.

    With `whole`, a file of more pages is refused; without, only its first pages are read. Raises
    subprocess.TimeoutExpired when the reader does not end.
    """
    limits = [str(pages), str(letters), str(seconds), "whole" if whole else "beginning"]
    return subprocess.run(  # noqa: S603 - our own file, with numbers as arguments
        [sys.executable, "-I", str(_WORKER), *limits],
        input=content,
        capture_output=True,
        timeout=seconds + 5,
        check=False,
    )


def beginning_of(content: bytes, *, pages: int) -> str:
    """The text of the first pages, as far as it can be read; empty when it is scanned, locked or damaged."""
    try:
        done = extract(content, pages=pages, letters=200_000, seconds=8, whole=False)
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace")
