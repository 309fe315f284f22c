"""The plan as Word and PDF with the headings of the page, and the register as a spreadsheet."""

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from pilots.models import Pilot
from pilots.queries.pilot import PlanPart, plan_of
from portal.exports.pdf import render_pdf
from portal.exports.tables import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx
from portal.formatting import dato
from portal.progress import Tell, nobody_hears, told

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIST_FORMATS: dict[str, tuple[str, Callable[[Sheet, BinaryIO], None]]] = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda sheet, target: write_xlsx(target, [sheet]),
    ),
    "csv": ("text/csv; charset=utf-8", lambda sheet, target: write_csv(target, sheet)),
}


def plan_content(pilot: Pilot) -> dict[str, Any]:
    """What the printed plan says: the same headings in the same order as the page (domain.md P-01)."""
    return {
        "title": pilot.title,
        "code": pilot.code,
        "example": _("EKSEMPEL") if pilot.is_example else "",
        "facts": [
            [_("Virksomhet"), pilot.owner.name],
            [_("Status"), str(pilot.get_state_display())],
            [_("Arbeidsprosess"), str(pilot.get_work_process_display())],
            [_("Verktøy"), pilot.tool or "–"],
            [_("KI-forordningen"), str(pilot.get_risk_class_display())],
            [_("Sist endret"), str(dato(pilot.changed_at))],
        ],
        "summary": pilot.summary,
        "parts": [_part(part) for part in plan_of(pilot)],
        "page": _("Side"),
    }


def _part(part: PlanPart) -> dict[str, Any]:
    empty = [] if not part.is_empty else [_("Ikke skrevet ennå.")]
    return {"title": part.title, "paragraphs": [*part.paragraphs, *empty], "lines": list(part.lines)}


def plan_pdf(pilot: Pilot) -> bytes:
    """The plan as a tagged PDF."""
    return render_pdf("pilot_plan.typ", plan_content(pilot))


def plan_docx(pilot: Pilot) -> bytes:
    """The plan as a Word document."""
    from docx import Document  # noqa: PLC0415 - slow import

    content, paper = plan_content(pilot), Document()
    paper.core_properties.title = f"{content['code']} {content['title']}"
    paper.core_properties.language = "nb-NO"
    paper.add_heading(_clean(f"{content['code']} {content['title']}"), 0)
    for text in (content["example"], content["summary"]):
        if text:
            paper.add_paragraph(_clean(text))
    for label, value in content["facts"]:
        line = paper.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(_clean(value))
    for part in content["parts"]:
        paper.add_heading(part["title"], 1)
        for text in part["paragraphs"]:
            paper.add_paragraph(_clean(text))
        for text in part["lines"]:
            paper.add_paragraph(_clean(text), style="List Bullet")
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _clean(value: object) -> str:
    """What Word can hold: no control characters."""
    return "".join(letter for letter in str(value or "") if letter in "\n\t" or letter >= " ")


PLAN_FORMATS: dict[str, tuple[str, Callable[[Pilot], bytes]]] = {
    "docx": (DOCX_TYPE, plan_docx),
    "pdf": (PDF_TYPE, plan_pdf),
}


def list_sheet(rows: Sequence[Sequence[object]], *, tell: Tell = nobody_hears) -> Sheet:
    """The register, a row for each trial."""
    text = [
        (_("Nr."), 8), (_("Tittel"), 44), (_("Virksomhet"), 12), (_("Status"), 14), (_("Arbeidsprosess"), 22),
        (_("Verktøy"), 22), (_("KI-forordningen"), 24), (_("Modenhet ved start"), 28), (_("Modenhet ved slutt"), 28),
    ]  # fmt: skip
    dates = [_("Oppstart"), _("Slutt"), _("Ses over innen")]
    columns = [
        *(SheetColumn(title, width=width) for title, width in text),
        *(SheetColumn(title, ColumnKind.DATE, 12) for title in dates),
        SheetColumn(_("Eksempel"), width=10),
    ]
    marked = ([*row[:-1], _("ja") if row[-1] else ""] for row in told(rows, tell))
    return Sheet(_("Utprøvinger"), columns, marked)
