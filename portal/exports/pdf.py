"""Tagged PDF (PDF/UA-1) by typst: the document is a template, the content is JSON, so nothing can be injected.

Run as a program (`python pdf.py TEMPLATE`) it makes one document of the JSON on standard input, with typst alone loaded.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "typst"
ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "static" / "vendor" / "fonts"


# A process of its own that never gets more than this: a document of a thousand rows takes a quarter of it.
MOST_MEMORY = 1 << 30
MOST_SECONDS = 120


class PdfNotMade(RuntimeError):
    """The template is wrong, or the process that made the document was stopped."""


def render_pdf(template: str, content: dict[str, Any]) -> bytes:
    """The template filled with the content. Raises PdfNotMade when the template is wrong."""
    return compile_alone(template, json.dumps(content, ensure_ascii=False))


def compile_alone(template: str, content: str) -> bytes:
    """The PDF of a template; `content` is JSON.

    In a process of its own, also for a small document: typst keeps more than a hundred megabytes that are never
    given back, and another process takes a twentieth of a second.
    """
    return run_alone(Path(__file__), template, given=content.encode())


def run_alone(program: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a program of this package writes; -P: its neighbours are not taken for libraries."""
    try:
        made = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            [sys.executable, "-P", str(program), *arguments],
            input=given,
            capture_output=True,
            cwd=ROOT,
            check=False,
            timeout=MOST_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfNotMade(f"{program.name} took more than {MOST_SECONDS} seconds") from error
    if made.returncode:
        raise PdfNotMade(made.stderr.decode(errors="replace")[-500:])
    return made.stdout


def compile_typst(template: str, content: str) -> bytes:
    """The PDF of a template, in this process; `content` is JSON."""
    import typst  # noqa: PLC0415 - slow import

    return typst.compile(  # type: ignore[misc]
        (TEMPLATES / template).read_bytes(),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        sys_inputs={"content": content},
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    sys.stdout.buffer.write(compile_typst(sys.argv[1], sys.stdin.buffer.read().decode()))
