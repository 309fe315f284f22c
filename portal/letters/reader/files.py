"""A letter as a file: what it is is decided by its content, and what cannot be read is refused with a sentence."""

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.errors import BadInput
from portal.file_types import DOCX, PDF, TEXT, has_marking, sniff
from portal.letters.reader.docx import text_of_docx
from portal.letters.reader.pdf import MOST_LETTERS, text_of_pdf

LETTERS = frozenset({PDF, DOCX, TEXT})
MOST_BYTES = 100 * 1024 * 1024


def text_of_upload(upload: UploadedFile) -> str:
    """The text of a PDF, a Word document or a text file; BadInput with a sentence for anything else."""
    if (upload.size or 0) > MOST_BYTES:
        raise BadInput(_("Filen er større enn 100 MB og tas ikke imot."))
    kind = sniff(upload, allowed=LETTERS)
    upload.seek(0)
    content = upload.read()
    if kind is PDF:
        text = text_of_pdf(content)
    else:
        text = text_of_docx(content) if kind is DOCX else decoded(content)
    return checked_text(text)


def text_of_path(path: Path) -> str:
    """The same for a file on disk; BadInput also when it is not there."""
    try:
        with path.open("rb") as file:
            return text_of_upload(UploadedFile(file=file, name=path.name, size=path.stat().st_size))
    except OSError as error:
        raise BadInput(
            _("Filen «%(name)s» kan ikke åpnes: %(why)s.")
            % {"name": path.name, "why": error.strerror or error}
        ) from error


def decoded(content: bytes) -> str:
    """Text as UTF-8, or as Windows wrote it before."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def checked_text(text: str) -> str:
    """The text without what no letter has; BadInput when it is empty, endless or marked as graded."""
    clean = text.replace("\x00", "")
    if not any(letter.isalpha() for letter in clean):
        raise BadInput(_("Filen har ingen tekst. Skriv eller lim inn brevets tekst i stedet."))
    if len(clean) > MOST_LETTERS:
        raise BadInput(_("Teksten er lengre enn 2 millioner tegn og leses ikke."))
    if has_marking(clean):
        raise BadInput(
            _(
                "Filen ser ut til å være gradert eller merket etter beskyttelsesinstruksen. Slikt skal aldri inn i "
                "portalen. Ingenting er lagret. Varsle sikkerhetslederen i egen virksomhet."
            )
        )
    return clean
