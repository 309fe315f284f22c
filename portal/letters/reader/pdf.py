"""The text of a letter in PDF, or a sentence that says why there is none."""

import subprocess

from django.utils.translation import gettext as _

from portal.errors import BadInput
from portal.pdf_text import ENCRYPTED, TOO_LONG, extract

MOST_PAGES = 400
MOST_LETTERS = 2_000_000
FEWEST_LETTERS_A_PAGE = 15


def text_of_pdf(content: bytes) -> str:
    """The text, page after page with a form feed between; BadInput with a sentence when there is none."""
    try:
        done = extract(content, pages=MOST_PAGES, letters=MOST_LETTERS)
    except subprocess.TimeoutExpired as error:
        raise BadInput(_too_much()) from error
    if done.returncode == ENCRYPTED:
        raise BadInput(
            _(
                "PDF-filen er beskyttet med passord og kan ikke leses. Lagre den uten passord, eller lim inn teksten."
            )
        )
    if done.returncode == TOO_LONG or done.returncode < 0:
        raise BadInput(_too_much())
    if done.returncode:
        raise BadInput(
            _("PDF-filen er skadet eller ufullstendig og kan ikke leses. Lim inn teksten i stedet.")
        )
    text = done.stdout.decode("utf-8", "replace")
    _refuse_scanned(text)
    return text


def _too_much() -> str:
    return _(
        "PDF-filen er for stor eller for tung å lese: høyst %(pages)s sider og %(letters)s tegn. Lim inn teksten i stedet."
    ) % {
        "pages": MOST_PAGES,
        "letters": f"{MOST_LETTERS:,}".replace(",", " "),
    }


def _refuse_scanned(text: str) -> None:
    pages = max(text.count("\f"), 1)
    letters = sum(letter.isalpha() for letter in text)
    if letters < FEWEST_LETTERS_A_PAGE * pages:
        raise BadInput(
            _(
                "PDF-filen har ingen tekst, trolig fordi den er skannet. Skriv eller lim inn brevets tekst i stedet."
            )
        )
