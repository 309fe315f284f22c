"""What a file is, decided by its content and never by its name (domain.md I-01, S-02, S-12)."""

import codecs
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import unescape

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.errors import BadInput
from portal.pdf_text import beginning_of

MOST_UNPACKED = 600 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_RATIO = 200
PAGES_SEARCHED = 5

_GRADES = "STRENGT HEMMELIG|HEMMELIG|KONFIDENSIELT|BEGRENSET|STRENGT FORTROLIG|FORTROLIG"
_MARKING = re.compile(
    rf"^(?:[^\S\n]|[*_«\"';])*(?:{_GRADES})(?:[^\S\n]|[*_»\"'.:;])*$|jf\.?\s+(?:beskyttelsesinstruksen|sikkerhetsloven)",
    re.MULTILINE,
)
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
# The parts of an Office file that hold what a reader sees, page headers and footers too, and what ends a line in them.
_READ_IN_WORD = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_READ_IN_EXCEL = re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml")
_LINE_ENDS = re.compile(r"</(?:w:p|si|is|oddHeader|oddFooter)>|&amp;[LCR]")

# Everything that Python's zip reader is known to raise on a file whose bytes have been changed.
DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError, KeyError,
)  # fmt: skip


@dataclass(frozen=True)
class FileType:
    key: str
    label: str
    content_type: str


CSV = FileType("csv", "CSV", "text/csv")
TEXT = FileType("text", "tekst", "text/plain")
XLSX = FileType("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = FileType("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
PDF = FileType("pdf", "PDF", "application/pdf")
PNG = FileType("png", "PNG", "image/png")
JPEG = FileType("jpeg", "JPEG", "image/jpeg")
XML = FileType("xml", "XML", "application/xml")

DOCUMENTS = frozenset({PDF, DOCX, XLSX, CSV, TEXT, PNG, JPEG})
TABLES = frozenset({CSV, XLSX})

_MAGIC = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}


def sniff(upload: UploadedFile, *, allowed: frozenset[FileType]) -> FileType:
    """The type of the upload, when it is one of those allowed and holds nothing dangerous; else BadInput."""
    upload.seek(0)
    head = upload.read(8192)
    kind = _by_content(upload, head, allowed)
    if kind not in allowed:
        raise BadInput(_refusal(kind.label if kind else _guess(head), allowed))
    _refuse_marking(_text_of(upload, kind))
    upload.seek(0)
    return kind


def _refusal(found: str, allowed: frozenset[FileType]) -> str:
    names = ", ".join(sorted(kind.label for kind in allowed))
    return _("Filen er av typen «%(found)s», og den tas ikke imot her. Bruk %(names)s.") % {
        "found": found,
        "names": names,
    }


def _guess(head: bytes) -> str:
    try:
        return puremagic.from_string(head).lstrip(".") or _("ukjent")
    except (puremagic.PureError, ValueError):
        return _("ukjent")


def _by_content(upload: UploadedFile, head: bytes, allowed: frozenset[FileType]) -> FileType | None:
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office(upload)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(
            _(
                "Gamle Office-filer (doc, xls) kan inneholde makroer og tas ikke imot. Lagre som docx eller xlsx."
            )
        )
    if _is_text(head):
        bare = head.lstrip(codecs.BOM_UTF8).lstrip()
        if bare.startswith(b"<?xml") or (bare.startswith(b"<") and XML in allowed):
            _refuse_doctype(upload)
            return XML
        return CSV if CSV in allowed else TEXT
    return None


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    control = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    return bool(head) and control == 0


def _refuse_doctype(upload: UploadedFile) -> None:
    upload.seek(0)
    if _DOCTYPE.search(upload.read(1 << 20)):
        raise BadInput(_("XML-filen har en DOCTYPE eller entitet og tas derfor ikke imot."))


def _office(upload: Any) -> FileType | None:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith(("vbaproject.bin", ".bin.rels")) for name in names) or _has_macros(
                archive
            ):
                raise BadInput(_("Filen inneholder makroer og tas ikke imot. Lagre den uten makroer."))
            _refuse_doctypes_within(archive, entries)
    except DAMAGED_ZIP as error:
        raise BadInput(_damaged()) from error
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else None


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > 10_000_000 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES or swollen:
        raise BadInput(_("Filen blir urimelig stor når den pakkes ut, og tas ikke imot."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput(_("Filen er beskyttet med passord og kan ikke leses."))


def _has_macros(archive: zipfile.ZipFile) -> bool:
    try:
        return b"macroEnabled" in archive.read("[Content_Types].xml")
    except KeyError:
        return False


def _refuse_doctypes_within(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if _DOCTYPE.search(part.read(4096)):
                    raise BadInput(_("Filen har en DOCTYPE eller entitet og tas derfor ikke imot."))


def _text_of(upload: UploadedFile, kind: FileType) -> str:
    """The beginning of the text, enough to see a marking line on the first pages."""
    upload.seek(0)
    if kind in (CSV, TEXT, XML):
        return upload.read(1 << 20).decode("utf-8", "replace")
    if kind is DOCX:
        return _lines_of(upload, _READ_IN_WORD)
    if kind is XLSX:
        return _lines_of(upload, _READ_IN_EXCEL)
    if kind is PDF:
        return beginning_of(upload.read(), pages=PAGES_SEARCHED)
    return ""


def _lines_of(upload: Any, parts: re.Pattern[str]) -> str:
    """The text of the parts, a paragraph or cell on each line."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return "\n".join(_lines_in(archive, name) for name in archive.namelist() if parts.fullmatch(name))
    except DAMAGED_ZIP as error:
        raise BadInput(_damaged()) from error


def _damaged() -> str:
    return _("Filen er skadet eller ufullstendig og kan ikke åpnes.")


def _lines_in(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as stream:
        xml = stream.read(4 << 20).decode("utf-8", "replace")
    return unescape(_TAG.sub("", _LINE_ENDS.sub("\n", xml)))


def has_marking(text: str) -> bool:
    """Whether a line of the text is a security or protection marking (domain.md S-02)."""
    return bool(_MARKING.search(text))


def _refuse_marking(text: str) -> None:
    if has_marking(text):
        raise BadInput(
            _(
                "Filen ser ut til å være gradert eller merket etter beskyttelsesinstruksen. Slikt skal aldri inn i "
                "portalen. Ingenting er lagret. Varsle sikkerhetslederen i egen virksomhet."
            )
        )
