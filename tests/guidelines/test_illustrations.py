"""Images in a text: always with what they show, in every shape the text has (features.md G16; domain.md N-03, S-12)."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from guidelines import rules
from guidelines.actions import text
from guidelines.actions.text import SectionText
from guidelines.models import GuidelineVersion, Illustration
from guidelines.package import package_of
from guidelines.text import Picture, html_of
from portal.file_types import PNG
from portal.files import store_file
from portal.permissions import Right
from tests import factories_guidelines as made

pytestmark = pytest.mark.django_db


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# One white dot.
DOT = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
    + _chunk(b"IEND", b"")
)
SHOWS = "Et tre med fire greiner (EKSEMPEL)"


@pytest.fixture
def house() -> made.House:
    return made.house()


@pytest.fixture
def version(house) -> GuidelineVersion:
    return made.draft(house, sections=1)


def with_image(version: GuidelineVersion, by) -> Illustration:
    upload = SimpleUploadedFile("tre.png", DOT, "image/png")
    file = store_file(
        upload, allowed=frozenset({PNG}), right=Right.READ_GUIDELINES, organisation=by.organisation, by=by
    )
    image = text.add_illustration(version=version, file=file, alt=SHOWS, by=by, at=made.NOON)
    section = version.sections.get()
    said = SectionText(section.title, f"Se under.\n\n![]({image.name})\n\nSlutt.")
    text.save_section(section=section, seen=section.revision, text=said, by=by, at=made.NOON)
    return image


def test_reader_sees_the_image_with_its_words(house, version, client_for) -> None:
    image = with_image(version, house.editor)

    page = client_for(house.editor).get(version.get_absolute_url()).content.decode()

    assert f'<img src="{image.file.get_absolute_url()}" alt="{SHOWS}"' in page


def test_package_has_the_image_in_every_shape(house, version) -> None:
    with_image(version, house.editor)

    archive = zipfile.ZipFile(io.BytesIO(package_of(version)))

    stem = f"{version.guideline.key}-{version.number}-nb"
    word = Document(io.BytesIO(archive.read(f"{stem}.docx")))
    assert archive.read("bilder/bilde-1.png") == DOT
    assert f'src="bilder/bilde-1.png" alt="{SHOWS}"' in archive.read(f"{stem}.html").decode()
    assert f"[Bilde: {SHOWS}]" in archive.read(f"{stem}.txt").decode()
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [SHOWS]


def test_text_that_shows_an_unknown_image_is_not_decided(house, version) -> None:
    section = version.sections.get()
    said = SectionText(section.title, "![](bilde-7)")
    text.save_section(section=section, seen=section.revision, text=said, by=house.editor, at=made.NOON)

    problems = [problem.text for problem in rules.missing_in_text(version)]

    assert problems == [f"«{section.title}» viser et bilde som ikke er lagt inn: bilde-7."]


@pytest.mark.parametrize(
    "source", ["https://x.example/y.png", "/konto/logg-ut/", "bilde-2", "data:image/png;base64,AA"]
)
def test_other_images_are_only_their_words(source: str) -> None:
    """domain.md S-13: nothing is fetched from elsewhere."""
    html = html_of(f"![et kart]({source})", {"bilde-1": Picture("/filer/1/", "et tre")})

    assert "<img" not in html
    assert "et kart" in html or source.startswith("data:")


def test_words_of_an_image_cannot_break_out() -> None:
    html = html_of("![](bilde-1)", {"bilde-1": Picture("/filer/1/", '"><script>alert(1)</script>')})

    assert "<script" not in html


def test_upload_by_page_needs_an_image_and_its_words(house, version, client_for) -> None:
    address = f"{version.get_absolute_url()}bilder/"
    editor = client_for(house.editor)

    without = editor.post(address, {"upload": SimpleUploadedFile("a.png", DOT), "alt": ""})
    wrong = editor.post(address, {"upload": SimpleUploadedFile("a.png", b"MZ\x90"), "alt": SHOWS})
    good = editor.post(address, {"upload": SimpleUploadedFile("a.png", DOT), "alt": SHOWS})

    assert [answer.status_code for answer in (without, wrong, good)] == [422, 422, 302]
    assert Illustration.objects.get().alt == SHOWS
