"""Tagged PDF (PDF/UA-1) by typst: the document is a template, the content is JSON, so nothing can be injected.

Run as a program (`python pdf.py TEMPLATE`) it makes one document of the JSON on standard input, with typst alone loaded.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "typst"
ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "static" / "vendor" / "fonts"


# What a small document costs in the process itself is less than to start another.
SMALL = 200_000


class PdfNotMade(RuntimeError):
    """The template is wrong, or the process that made the document was stopped."""


def render_pdf(template: str, content: dict[str, Any]) -> bytes:
    """The template filled with the content. Raises typst's own error when the template is wrong.

    A long document is made in a process of its own: typst keeps hundreds of megabytes that are never given back.
    """
    text = json.dumps(content, ensure_ascii=False)
    return compile_typst(template, text) if len(text) < SMALL else compile_alone(template, text)


def compile_alone(template: str, content: str) -> bytes:
    """The same as `compile_typst`, in a process of its own."""
    return run_alone(Path(__file__), template, given=content.encode())


def run_alone(program: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What a program of this package writes; -P: its neighbours are not taken for libraries."""
    made = subprocess.run(  # noqa: S603 - our own interpreter and our own program
        [sys.executable, "-P", str(program), *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
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
    sys.stdout.buffer.write(compile_typst(sys.argv[1], sys.stdin.buffer.read().decode()))
