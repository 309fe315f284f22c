"""The letter of a foreleggelse, and the table of remarks, as files."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from guidelines.models import Consultation
from guidelines.models.answers import RemarkQuerySet
from guidelines.queries.consultations import outcome_tag
from guidelines.states import RemarkKind
from portal.exports.pdf import render_pdf
from portal.exports.tables import ColumnKind, Sheet, SheetColumn, write_xlsx
from portal.formatting import dato, dato_lang, ukedag_dato
from portal.progress import Tell, nobody_hears, told

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# The letter ---------------------------------------------------------------------------------------


def letter_content(consultation: Consultation) -> dict[str, Any]:
    """What the letter says; the agreed reason of a short deadline stands in it (moonshot 19)."""
    said = {"date": ukedag_dato(consultation.due_on), "days": consultation.days}
    deadline = _("Vi ber om svar innen %(date)s kl. 23.59, %(days)s dager etter utsending.") % said
    shorter = ""
    if consultation.is_short:
        shorter = _("Fristen er kortere enn tre uker. Dette er avtalt: %(reason)s") % {
            "reason": consultation.shorter_because
        }
    return {
        "title": _("Foreleggelse: %(title)s") % {"title": consultation.version.guideline.title},
        "sender": consultation.sender.name_on(consultation.sent_on).name_nb,
        "facts": [
            [_("Saksnummer"), consultation.case_number],
            [_("Referanse"), consultation.letter_reference],
            [_("Dato"), dato_lang(consultation.sent_on)],
            [_("Versjon"), consultation.version.number],
        ],
        "message": [part for part in consultation.message.split("\n\n") if part.strip()],
        "deadline": deadline,
        "shorter": shorter,
        "how": _(
            "Svar med merknader eller «ingen merknader» i KI-portalen. Den som ikke svarer, blir stående som «ikke svart»."
        ),
        "internal": _(
            "Foreleggelsen er intern saksforberedelse. Tilgang vurderes når noen ber om innsyn, jf. offentleglova § 15."
        ),
        "recipients_title": _("Mottakere"),
        "recipients": [recipient.name for recipient in consultation.recipients.all()],
        "text_title": _("Teksten som forelegges"),
        "sections": [
            {"level": section.level, "title": section.title, "paragraphs": _paragraphs(section.body)}
            for section in consultation.sections.all()
        ],
        "hash": _("Tekstens sjekksum (SHA-256): %(hash)s") % {"hash": consultation.text_sha256},
        "page": _("Side"),
    }


def _paragraphs(markdown: str) -> list[str]:
    return [part.strip() for part in markdown.split("\n\n") if part.strip()]


def letter_pdf(consultation: Consultation) -> bytes:
    """The letter with the frozen text, as a tagged PDF (domain.md U-13)."""
    return render_pdf("consultation_letter.typ", letter_content(consultation))


def letter_docx(consultation: Consultation) -> bytes:
    """The same letter as a Word document."""
    content = letter_content(consultation)
    paper = _paper(content["title"])
    paper.add_paragraph(content["sender"])
    for label, value in content["facts"]:
        line = paper.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    for paragraph in [
        *content["message"],
        content["deadline"],
        content["shorter"],
        content["how"],
        content["internal"],
    ]:
        if paragraph:
            paper.add_paragraph(paragraph)
    paper.add_heading(content["recipients_title"], 1)
    for name in content["recipients"]:
        paper.add_paragraph(name, style="List Bullet")
    paper.add_heading(content["text_title"], 1)
    for section in content["sections"]:
        paper.add_heading(section["title"], section["level"] + 1)
        for paragraph in section["paragraphs"]:
            paper.add_paragraph(paragraph)
    paper.add_paragraph(content["hash"])
    return _saved(paper)


# The table of remarks -----------------------------------------------------------------------------

BY_MINISTRY, BY_SECTION = "departement", "del"
ORDERS = {
    BY_MINISTRY: ("answer__recipient__name", "number"),
    BY_SECTION: ("section_title", "answer__recipient__name", "number"),
}


def remark_columns() -> list[SheetColumn]:
    """The columns of the table (domain.md section 4)."""
    text = [
        (_("Departement"), 14), (_("Sted i teksten"), 28), (_("Type"), 16), (_("Merknad"), 60), (_("Forslag til ny tekst"), 50),
        (_("Utfall"), 22), (_("Vurdering"), 60), (_("Stikkord"), 20), (_("Gruppe"), 20), (_("Etter frist"), 12),
    ]  # fmt: skip
    return [
        SheetColumn(_("Nr."), ColumnKind.NUMBER, 6),
        *(SheetColumn(title, width=width) for title, width in text),
        SheetColumn(_("Vurdert"), ColumnKind.DATE, 12),
    ]


def remark_table(remarks: RemarkQuerySet, order: str, tell: Tell = nobody_hears) -> Iterator[list[object]]:
    """One row for each remark, as many as the screen says (features.md G13)."""
    for remark in told(remarks.with_home().order_by(*ORDERS[order]).iterator(chunk_size=500), tell):
        yield [
            remark.number, remark.answer.recipient.code, remark.section_title or _("Hele teksten"),
            str(RemarkKind(remark.kind).label), remark.text, remark.suggestion, outcome_tag(remark.outcome)[1],
            remark.reason, ", ".join(remark.tags), str(remark.group or ""), _("ja") if remark.answer.is_late else "",
            remark.decided_on,
        ]  # fmt: skip


def remarks_xlsx(
    consultation: Consultation, remarks: RemarkQuerySet, order: str, tell: Tell = nobody_hears
) -> bytes:
    """The table of remarks for a spreadsheet."""
    target = io.BytesIO()
    head = [(_("Foreleggelse"), str(consultation.version)), (_("Saksnummer"), consultation.case_number)]
    write_xlsx(
        target, [Sheet(_("Merknader"), remark_columns(), remark_table(remarks, order, tell), head=head)]
    )
    return target.getvalue()


def remarks_docx(
    consultation: Consultation, remarks: RemarkQuerySet, order: str, tell: Tell = nobody_hears
) -> bytes:
    """The table of remarks as a Word document on landscape pages, under a heading per ministry or section."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - slow import

    paper = _paper(_("Merknader: %(version)s") % {"version": consultation.version})
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    heads = [column.title for column in remark_columns()]
    shown = [0, 2, 3, 4, 5, 6, 7] if order == BY_MINISTRY else [0, 1, 3, 4, 5, 6, 7]
    written = 0
    for title, rows in _grouped(remark_table(remarks, order), 1 if order == BY_MINISTRY else 2):
        tell(written)
        written += len(rows)
        paper.add_heading(title, 1)
        _word_table(
            paper, [heads[place] for place in shown], ([row[place] for place in shown] for row in rows)
        )
    return _saved(paper)


def _grouped(rows: Iterable[list[object]], place: int) -> list[tuple[str, list[list[object]]]]:
    groups: dict[str, list[list[object]]] = {}
    for row in rows:
        groups.setdefault(str(row[place]), []).append(row)
    return list(groups.items())


def _word_table(paper: Any, heads: list[str], rows: Iterable[list[object]]) -> None:
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(value)


def _clean(value: object) -> str:
    """What Word can hold: no control characters."""
    return "".join(letter for letter in str(value or "") if letter in "\n\t" or letter >= " ")


def _paper(title: str) -> Any:
    from docx import Document  # noqa: PLC0415 - slow import

    paper = Document()
    paper.core_properties.title = title
    paper.core_properties.language = "nb-NO"
    paper.add_heading(title, 0)
    return paper


def _saved(paper: Any) -> bytes:
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def file_name(consultation: Consultation, kind: str, what: str) -> str:
    """«merknader-bruk-av-ki-1.0-2024-10-12.xlsx»: the date is that of the dispatch."""
    version = consultation.version
    return f"{what}-{version.guideline.key}-{version.number}-{dato(consultation.sent_on).replace('.', '')}.{kind}"
