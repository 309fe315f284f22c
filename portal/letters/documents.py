"""The status report as PDF and Word, from the same frozen content."""

import io
from typing import Any

from django.utils.translation import gettext as _

from portal.exports.pdf import render_pdf

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def labels() -> dict[str, str]:
    """The fixed words of the report."""
    return {
        "from": _("Fra"),
        "to": _("Til"),
        "letter": _("Brev"),
        "reference": _("Referanse"),
        "case_number": _("Saksnummer"),
        "status_on": _("Status per"),
        "made_by": _("Laget av"),
        "summary": _("Sammendrag"),
        "clause": _("Punkt"),
        "text": _("Hva brevet sier"),
        "owner": _("Ansvarlig"),
        "status": _("Status"),
        "due": _("Frist og neste steg"),
        "evidence": _("Bevis"),
        "zero": _("Ingenting å rapportere"),
        "assessments": _("Vurderinger"),
        "unions": _("De tillitsvalgte"),
        "none": _("Ingen aktivitet er registrert."),
        "no_clauses": _("Føringen har ingen punkter."),
        "page": _("Side"),
        "of": _("av"),
    }


def report_pdf(content: dict[str, Any]) -> bytes:
    """A tagged PDF; reference and number stand on each page (domain.md U-13)."""
    return render_pdf("status_report.typ", {**content, "labels": labels()})


def report_docx(content: dict[str, Any]) -> bytes:
    """A Word document with the same headings and tables."""
    from docx import Document  # noqa: PLC0415 - slow import

    words = labels()
    paper = Document()
    paper.core_properties.title = content["title"]
    paper.core_properties.language = "nb-NO"
    paper.add_heading(content["title"], 0)
    _facts(paper, content, words)
    if content["summary"]:
        paper.add_heading(words["summary"], 1)
        paper.add_paragraph(content["summary"])
    for assignment in content["assignments"]:
        paper.add_heading(assignment["title"], 1)
        _assignment(paper, assignment, words)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _facts(paper: Any, content: dict[str, Any], words: dict[str, str]) -> None:
    pairs = [
        (words["from"], content["sender"]),
        (words["to"], content["receiver"]),
        (words["letter"], content["letter"]),
        (words["reference"], content["reference"]),
        (words["case_number"], ", ".join(filter(None, [content.get("case_number"), content.get("access")]))),
        (words["status_on"], content["status_on"]),
        (words["made_by"], content["made_by"]),
    ]
    for label, value in pairs:
        line = paper.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)


def _assignment(paper: Any, assignment: dict[str, Any], words: dict[str, str]) -> None:
    if not assignment["is_active"]:
        paper.add_paragraph(words["none"] if assignment["clauses"] else words["no_clauses"])
    if not assignment["clauses"]:
        return
    heads = ("clause", "text", "owner", "status", "due", "evidence")
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(words[head]).bold = True
    for clause in assignment["clauses"]:
        values = (
            clause["number"], clause["text"], clause["owners"], _joined(clause["status"], clause["sentence"]),
            _joined(clause["due"], clause["next"]), proven(clause, words),
        )  # fmt: skip
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def proven(clause: dict[str, Any], words: dict[str, str]) -> str:
    """What proves a clause, in one text: title, date and version, or why there is nothing to report."""
    told = [f"{item['title']} ({item['valid_on']}, v{item['version']})" for item in clause["evidence"]]
    told += [
        f"{words['zero']} ({item['who']}). {words['assessments']}: {item['assessments']} "
        f"{words['unions']}: {item['union_involvement']}"
        for item in clause["zero"]
    ]
    return "; ".join(told) or "–"
