"""The letter that goes with a sent overview, in Norwegian, as DOCX (domain.md 1.7)."""

from typing import BinaryIO

from docx import Document
from docx.shared import Pt

from portal.formatting import dato_lang, kroner
from reporting.models import OverviewVersion
from reporting.queries.note_b import note_b

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paragraphs_of(version: OverviewVersion) -> list[str]:
    """What the letter says, in order; a year without payments says so (domain.md E-25)."""
    authority, total, note = version.authority, version.total, note_b(version)
    letter, clause = authority.basis_letter, authority.basis_clause
    post = f"kap. {authority.chapter}, post {authority.post}"
    said = [
        f"Vi viser til brev {letter.reference} av {dato_lang(letter.dated_on)}, punkt {clause.number}, som gir "
        f"{authority.receiver} fullmakt til å belaste {post} i {authority.budget_year}.",
    ]
    if version.row_count:
        said.append(
            f"Vedlagt følger oversikt over foretatte utbetalinger for hele {authority.budget_year}. Det er belastet "
            f"{kroner(total or 0)} kroner eks. mva., fordelt på {version.row_count} bilagslinjer. Rammen er "
            f"{kroner(note.given)} kroner eks. mva."
        )
    else:
        said.append(f"Det er ikke foretatt utbetalinger på denne fullmakten i {authority.budget_year}.")
    if version.reason:
        said.append(f"Dette er versjon {version.number}. Grunnen til ny versjon: {version.reason}")
    said += [
        text for text in (version.explanation, version.ceiling_explanation, version.period_decision) if text
    ]
    return [
        *said,
        f"Til note B i årsregnskapet: {note.giver_sentence} {note.receiver_sentence}",
        f"Oversikten er kontrollert av {version.checked_by} (attestasjon) og godkjent av {version.approved_by} "
        "(budsjettdisponeringsmyndighet).",
    ]


def write_cover_letter(version: OverviewVersion, target: BinaryIO) -> None:
    """Write the letter with its list of sealed files and their hashes."""
    authority = version.authority
    document = Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    document.core_properties.title = _title(version)
    document.core_properties.language = "nb-NO"
    for line in _head(version):
        document.add_paragraph(line)
    document.add_heading(_title(version), level=1)
    for text in paragraphs_of(version):
        document.add_paragraph(text)
    document.add_paragraph("Med hilsen")
    document.add_paragraph(f"{version.sent_by}\n{authority.receiver.name}")
    document.add_heading("Vedlegg", level=2)
    for file in version.files.select_related("file"):
        document.add_paragraph(f"{file.file.name}, SHA-256 {file.sha256}", style="List Bullet")
    document.save(target)


def _title(version: OverviewVersion) -> str:
    authority = version.authority
    return f"Oversikt over foretatte utbetalinger {authority.budget_year}, kap. {authority.chapter}, post {authority.post}"


def _head(version: OverviewVersion) -> list[str]:
    authority = version.authority
    return [
        f"Til: {authority.giver.name}",
        f"Fra: {authority.receiver.name}",
        f"Deres ref.: {authority.basis_letter.reference}",
        f"Dato: {dato_lang(version.sent_at)}" if version.sent_at else "",
    ]
