"""The package for Depweb's editors: the same text as HTML, Word and plain text, in one zip (features.md G16)."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markdown_it.token import Token

from guidelines.queries.versions import read_sections
from guidelines.text import NO_PICTURES, Picture, pictures_in, tokens_of
from portal.formatting import dato

if TYPE_CHECKING:
    from guidelines.models import GuidelineVersion, Illustration, Section

# The archive says when the text was made, not when it was packed.
EPOCH = (1980, 1, 1, 0, 0, 0)
# Where the images lie in the package, and how wide they are in Word.
FOLDER, PAGE_CM = "bilder", 15
Pictures = Mapping[str, Picture]


@dataclass(frozen=True)
class Run:
    """Some words of a line, and how they stand."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a point of a list, or an image at `src`."""

    kind: str
    runs: tuple[Run, ...]
    src: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def package_of(version: "GuidelineVersion") -> bytes:
    """A zip with the text in every language it is written in."""
    sections = list(version.sections.all())
    shown = {name for section in sections for name in pictures_in(f"{section.body}\n\n{section.body_nn}")}
    illustrations = [
        one for one in version.guideline.illustrations.select_related("file") if one.name in shown
    ]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(version, sections, illustrations):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
        for one in illustrations:
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{one.file_name}", EPOCH), one.file.path.read_bytes())
    return target.getvalue()


def _files(
    version: "GuidelineVersion", sections: list["Section"], illustrations: list["Illustration"]
) -> Iterator[tuple[str, bytes]]:
    has_nynorsk = any(section.body_nn for section in sections)
    for language in ("nb", "nn") if has_nynorsk else ("nb",):
        stem = f"{version.guideline.key}-{version.number}-{language}"
        pictures = {
            one.name: Picture(f"{FOLDER}/{one.file_name}", one.alt_in(language)) for one in illustrations
        }
        paths = {f"{FOLDER}/{one.file_name}": one.file.path for one in illustrations}
        yield f"{stem}.html", as_html(version, language, pictures).encode()
        yield f"{stem}.txt", as_text(version, sections, language, pictures).encode()
        yield f"{stem}.docx", as_word(version, sections, language, pictures, paths)


def as_html(version: "GuidelineVersion", language: str, pictures: Pictures = NO_PICTURES) -> str:
    """A whole page without styles, scripts or anything from elsewhere."""
    context = {
        "version": version, "language": language, "title": version.guideline.title_in(language), "facts": facts(version),
        "sections": read_sections(version, language, pictures),
    }  # fmt: skip
    return render_to_string("guidelines/package.html", context)


def as_text(
    version: "GuidelineVersion", sections: list["Section"], language: str, pictures: Pictures = NO_PICTURES
) -> str:
    """Plain text, a blank line between the blocks."""
    lines = [version.guideline.title_in(language), facts(version)]
    for section in sections:
        lines.append(section.title_in(language).upper() if section.level == 1 else section.title_in(language))
        lines += [_line(one) for one in blocks(section.body_in(language), pictures)]
    return "\n\n".join(lines) + "\n"


def _line(block: Block) -> str:
    match block.kind:
        case "point":
            return f"– {block.text}"
        case "picture":
            return _("[Bilde: %(alt)s]") % {"alt": block.text}
        case _:
            return block.text


def as_word(
    version: "GuidelineVersion", sections: list["Section"], language: str, pictures: Pictures,
    paths: Mapping[str, Path],
) -> bytes:  # fmt: skip
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
        for block in blocks(section.body_in(language), pictures):
            if block.kind == "picture":
                _draw(paper, block, paths[block.src])
            else:
                _write(paper, block)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _draw(paper: Any, block: Block, path: Path) -> None:
    """The image, at most as wide as the page, with what it shows for those who do not see it."""
    from docx.shared import Cm  # noqa: PLC0415 - slow import

    drawn = paper.add_picture(str(path))
    if drawn.width > Cm(PAGE_CM):
        drawn.width, drawn.height = Cm(PAGE_CM), int(drawn.height * Cm(PAGE_CM) / drawn.width)
    drawn._inline.docPr.set("descr", block.text)


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


def blocks(markdown: str, pictures: Pictures = NO_PICTURES) -> Iterator[Block]:
    """Markdown as headings, paragraphs, points and images; what a table or a code says comes as paragraphs."""
    kinds: list[str] = []
    for token in tokens_of(markdown, pictures):
        if token.nesting == 1:
            kinds.append(token.type)
        elif token.nesting == -1:
            kinds.pop()
        elif token.type == "inline":
            words = tuple(_runs(token.children or []))
            if words:
                yield Block(_kind(kinds), words)
            for child in token.children or []:
                if child.type == "image":
                    yield Block("picture", (Run(child.content),), str(child.attrGet("src")))
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
            case "image":
                continue
            case "softbreak" | "hardbreak":
                yield Run(" ")
            case _:
                yield Run(token.content, strong, emphasis)
