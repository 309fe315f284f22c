"""Tagged PDF (PDF/UA-1) by typst: the document is a template, the content is JSON, so nothing can be injected."""

import json
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"


def render_pdf(template: str, content: dict[str, Any]) -> bytes:
    """The template filled with the content. Raises typst's own error when the template is wrong."""
    import typst  # noqa: PLC0415 - slow import

    return typst.compile(  # type: ignore[misc]
        (TEMPLATES / template).read_bytes(),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
