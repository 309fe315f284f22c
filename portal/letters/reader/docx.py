"""The text of a Word document in reading order: paragraphs, list items and tables row by row."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from portal.errors import BadInput
from portal.file_types import DAMAGED_ZIP

MOST_XML = 60 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-",
}  # fmt: skip


def text_of_docx(content: bytes) -> str:
    """The text of the first page's head and of the document; BadInput with a sentence when it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = sorted(
                name
                for name in archive.namelist()
                if name.startswith("word/header") and name.endswith(".xml")
            )
            parts = [_part(archive, name) for name in [*names[:3], "word/document.xml"]]
    except (*DAMAGED_ZIP, etree.XMLSyntaxError) as error:
        raise BadInput(
            _("Word-filen er skadet eller ufullstendig og kan ikke leses. Lim inn teksten i stedet.")
        ) from error
    heads = list(dict.fromkeys(text for part in parts[:-1] if (text := "\n".join(_blocks(part)).strip())))
    return "\n\n".join([*heads, "\n".join(_blocks(parts[-1]))])


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > MOST_XML:
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _blocks(node: Any) -> Iterator[str]:
    """Lines, with an empty one after a paragraph that is no list item."""
    for child in node:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                yield "\t".join(_cell(cell) for cell in row.findall(f"{_W}tc"))
            yield ""
        elif child.tag is not etree.Comment and child.tag != _FALLBACK:
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> Iterator[str]:
    text = _runs(paragraph).strip(" ")
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    is_item = paragraph.find(f"{_W}pPr/{_W}numPr") is not None and not name.startswith(
        ("heading", "overskrift")
    )
    yield f"• {text}" if is_item and text else text
    if not is_item:
        yield ""


def _cell(cell: Any) -> str:
    return " ".join(" ".join(_runs(paragraph).split()) for paragraph in cell.iter(f"{_W}p")).strip()


def _runs(paragraph: Any) -> str:
    """The words of a paragraph, once where a drawing has them twice."""
    letters = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t" and not any(True for _one in node.iterancestors(_FALLBACK)):
            letters.append(node.text or "")
        elif node.tag in _SIGNS:
            letters.append(_SIGNS[node.tag])
    return "".join(letters)
