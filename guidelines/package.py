"""The package for Depweb's editors: the same text as HTML, Word and plain text, in one zip (features.md G16)."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markdown_it.token import Token

from guidelines.queries.versions import read_sections
from guidelines.text import tokens_of
from portal.formatting import dato

if TYPE_CHECKING:
    from guidelines.models import GuidelineVersion, Section

# The archive says when the text was made, not when it was packed.
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Run:
    """Some words of a line, and how they stand."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a point of a list."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def package_of(version: "GuidelineVersion") -> bytes:
    """A zip with the text in every language it is written in."""
    sections = list(version.sections.all())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(version, sections):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return target.getvalue()


def _files(version: "GuidelineVersion", sections: list["Section"]) -> Iterator[tuple[str, bytes]]:
    has_nynorsk = any(section.body_nn for section in sections)
    for language in ("nb", "nn") if has_nynorsk else ("nb",):
        stem = f"{version.guideline.key}-{version.number}-{language}"
        yield f"{stem}.html", as_html(version, sections, language).encode()
        yield f"{stem}.txt", as_text(version, sections, language).encode()
        yield f"{stem}.docx", as_word(version, sections, language)


def as_html(version: "GuidelineVersion", sections: list["Section"], language: str) -> str:
    """A whole page without styles, scripts or anything from elsewhere."""
    context = {
        "version": version, "language": language, "title": version.guideline.title_in(language), "facts": facts(version),
        "sections": read_sections(version, language),
    }  # fmt: skip
    return render_to_string("guidelines/package.html", context)


def as_text(version: "GuidelineVersion", sections: list["Section"], language: str) -> str:
    """Plain text, a blank line between the blocks."""
    lines = [version.guideline.title_in(language), facts(version)]
    for section in sections:
        lines.append(section.title_in(language).upper() if section.level == 1 else section.title_in(language))
        lines += [
            f"– {one.text}" if one.kind == "point" else one.text for one in blocks(section.body_in(language))
        ]
    return "\n\n".join(lines) + "\n"


def as_word(version: "GuidelineVersion", sections: list["Section"], language: str) -> bytes:
    """A Word document with real headings and lists, and its language set."""
    from docx import Document  # noqa: PLC0415 - slow import

    paper = Document()
    paper.core_properties.title = version.guideline.title_in(language)
    paper.core_properties.language = f"{language}-NO"
    paper.core_properties.created = paper.core_properties.modified = version.made_at.replace(tzinfo=None)
    paper.add_heading(version.guideline.title_in(language), 0)
    paper.add_paragraph(facts(version))
    for section in sections:
        paper.add_heading(section.title_in(language), section.level)
        for block in blocks(section.body_in(language)):
            _write(paper, block)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _write(paper: Any, block: Block) -> None:
    if block.kind == "heading":
        paper.add_heading(block.text, 3)
        return
    line = paper.add_paragraph(style="List Bullet" if block.kind == "point" else None)
    for run in block.runs:
        written = line.add_run(run.text)
        written.bold, written.italic = run.is_strong or None, run.is_emphasis or None


def facts(version: "GuidelineVersion") -> str:
    """Version, who decided, and from when, in one sentence."""
    return _("Versjon %(number)s. Fastsatt av %(body)s %(date)s. Gjelder fra %(from)s.") % {
        "number": version.number,
        "body": version.guideline.adopter,
        "date": dato(version.adopted_on) if version.adopted_on else "–",
        "from": dato(version.valid_from) if version.valid_from else "–",
    }


def blocks(markdown: str) -> Iterator[Block]:
    """Markdown as headings, paragraphs and points; what a table or a code says comes as paragraphs."""
    kinds: list[str] = []
    for token in tokens_of(markdown):
        if token.nesting == 1:
            kinds.append(token.type)
        elif token.nesting == -1:
            kinds.pop()
        elif token.type == "inline":
            yield Block(_kind(kinds), tuple(_runs(token.children or [])))
        elif token.content:
            yield Block("paragraph", (Run(token.content.rstrip()),))


def _kind(kinds: list[str]) -> str:
    if "heading_open" in kinds:
        return "heading"
    return "point" if "list_item_open" in kinds else "paragraph"


def _runs(tokens: list[Token]) -> Iterator[Run]:
    strong = emphasis = False
    address = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong = token.nesting == 1
            case "em_open" | "em_close":
                emphasis = token.nesting == 1
            case "link_open":
                address = str(token.attrGet("href") or "")
            case "link_close":
                yield Run(f" ({address})")
            case "softbreak" | "hardbreak":
                yield Run(" ")
            case _:
                yield Run(token.content, strong, emphasis)
