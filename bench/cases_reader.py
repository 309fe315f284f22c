"""The letter reader: seconds for a letter of forty pages."""

from pathlib import Path

from bench.harness import Bench, Measured, case
from portal.letters.reader.reading import read_letter

LETTERS_A_PAGE = 3_000
PAGES = 40
EXAMPLES = Path(__file__).resolve().parent.parent / "tests" / "letters" / "examples"


def forty_pages() -> str:
    """The made-up letters again and again, until they fill the pages."""
    page = "\n\f".join(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt")))
    return "\n\f".join([page] * (PAGES * LETTERS_A_PAGE // len(page) + 1))


@case("reader-40-pages", goal=3)
def reader_40_pages(bench: Bench) -> Measured:
    """Seconds to read 120 000 letters of text into proposals."""
    text = forty_pages()
    return bench.seconds(lambda: read_letter(text))
