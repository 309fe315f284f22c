"""Files: the list of needs, the minutes, the priority package, and the calendar."""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.exports.pdf import render_pdf
from portal.exports.tables import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx
from portal.formatting import dato, dato_lang, number
from portal.notifications.writing import calendar_of as calendar_file
from portal.progress import Tell, nobody_hears, told
from portal.threads import Thread
from workinggroup.models import Meeting, Minutes, Need, PriorityList
from workinggroup.queries.needs import SHOWN, state_tag
from workinggroup.queries.package import Risk
from workinggroup.states import MeetingState, Presence

if TYPE_CHECKING:
    from portal.people.models import User

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# The list of needs --------------------------------------------------------------------------------


def needs_sheet(rows: QuerySet[Need], *, codes: Mapping[int, str], tell: Tell = nobody_hears) -> Sheet:
    """The rows that the list shows."""
    columns = [
        SheetColumn(_("Nummer"), width=10), SheetColumn(_("Behov"), width=50), SheetColumn(_("Virksomhet"), width=12),
        SheetColumn(_("Arbeidsprosess"), width=28), SheetColumn(_("Departementer"), ColumnKind.NUMBER, 12),
        SheetColumn(_("Brukere"), ColumnKind.NUMBER, 10), SheetColumn(_("Timer i måneden"), ColumnKind.NUMBER, 12),
        SheetColumn(_("Status"), width=22), SheetColumn(_("Delt"), ColumnKind.DATE, 12),
    ]  # fmt: skip
    return Sheet(_("Behov"), columns, told(_need_rows(rows, codes), tell))


def _need_rows(rows: QuerySet[Need], codes: Mapping[int, str]) -> Iterator[list[object]]:
    for row in rows.values(*SHOWN).iterator(chunk_size=1_000):
        yield [
            f"N-{row['pk']}", row["title"], codes.get(row["owner_id"], ""), row["work_process__name"] or "",
            row["body_count"], row["total_users"], row["total_hours"], state_tag(row["state"], row["outcome"])[1],
            row["released_at"].date() if row["released_at"] else None,
        ]  # fmt: skip


LIST_FORMATS: dict[str, tuple[str, Callable[[Sheet, BinaryIO], None]]] = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda sheet, target: write_xlsx(target, [sheet]),
    ),
    "csv": ("text/csv; charset=utf-8", lambda sheet, target: write_csv(target, sheet)),
}

# The minutes --------------------------------------------------------------------------------------


def minutes_content(minutes: Minutes) -> dict[str, Any]:
    """What the frozen minutes say, with the words of a document around it (features.md M10)."""
    frozen = minutes.content
    date = dato_lang(datetime.date.fromisoformat(frozen["date"]))
    presence = {
        kind: [row for row in frozen["attendance"] if row["presence"] == kind] for kind in Presence.values
    }
    return {
        "title": _("Referat fra møte %(number)s") % {"number": frozen["number"]},
        "group": frozen["group"],
        "facts": [
            [_("Dato"), date], [_("Klokken"), frozen["time"]], [_("Sted"), frozen["place"]],
            [_("Utgave"), str(minutes.number)],
        ],
        "attendance_title": _("Oppmøte"),
        "attendance": [
            [_("Til stede"), _people(presence[Presence.MEMBER])],
            [_("Vara til stede"), _people(presence[Presence.DEPUTY])],
            [_("Ikke til stede"), ", ".join(row["code"] for row in presence[Presence.ABSENT]) or _("Ingen")],
        ],
        "items": [_item_content(item) for item in frozen["items"]],
        "corrections_title": _("Rettelser"),
        "corrections": frozen["corrections"],
        "hash": _("Referatets sjekksum (SHA-256): %(hash)s") % {"hash": minutes.sha256},
        "page": _("Side"),
    }  # fmt: skip


def _people(rows: Sequence[dict[str, str]]) -> str:
    said = [f"{row['code']} {row['who']}" + (f" ({row['part']})" if row["part"] else "") for row in rows]
    return ", ".join(said) or _("Ingen")


def _item_content(item: dict[str, Any]) -> dict[str, Any]:
    notes = [item["discussion"]] if item["discussion"] else []
    if item["whats_new"]:
        notes.insert(0, _("Nytt siden sist: %(text)s") % {"text": item["whats_new"]})
    if item["deferrals"]:
        notes.append(_("Utsatt %(count)s ganger før dette møtet.") % {"count": item["deferrals"]})
    return {
        "title": _("Sak %(number)s: %(title)s") % {"number": item["position"], "title": item["title"]},
        "state": item["state"],
        "notes": notes,
        "decisions": [_decision_lines(one) for one in item["decisions"]],
    }


def _decision_lines(one: dict[str, Any]) -> dict[str, Any]:
    follow = ""
    if one["owner"]:
        follow = _("Følges opp av %(owner)s innen %(date)s.") % {"owner": one["owner"], "date": one["due_on"]}
    dissents = [_("Dissens fra %(body)s: %(text)s") % said for said in one["dissents"]]
    return {
        "title": _("Vedtak %(number)s") % {"number": one["number"]},
        "text": one["text"],
        "follow": follow,
        "dissents": dissents,
    }


def minutes_pdf(minutes: Minutes) -> bytes:
    """The minutes as a tagged PDF (domain.md U-13)."""
    return render_pdf("meeting_minutes.typ", minutes_content(minutes))


def minutes_docx(minutes: Minutes) -> bytes:
    """The same minutes as a Word document."""
    content = minutes_content(minutes)
    paper = _paper(content["title"])
    paper.add_paragraph(content["group"])
    for label, value in content["facts"]:
        _line(paper, label, value)
    paper.add_heading(content["attendance_title"], 1)
    for label, value in content["attendance"]:
        _line(paper, label, value)
    for item in content["items"]:
        paper.add_heading(item["title"], 1)
        for note in item["notes"]:
            paper.add_paragraph(note)
        for decision in item["decisions"]:
            _line(paper, decision["title"], decision["text"])
            for line in [decision["follow"], *decision["dissents"]]:
                if line:
                    paper.add_paragraph(line)
        if not item["decisions"]:
            paper.add_paragraph(item["state"])
    if content["corrections"]:
        paper.add_heading(content["corrections_title"], 1)
        for line in content["corrections"]:
            paper.add_paragraph(line, style="List Bullet")
    paper.add_paragraph(content["hash"])
    return _saved(paper)


# The priority package -----------------------------------------------------------------------------


def package_content(found: PriorityList, led_to: Sequence[Thread], risks: Sequence[Risk]) -> dict[str, Any]:
    """Top needs with ministries, volume, trials and risks; each number leads back to its rows (features.md N12)."""
    rows = list(found.rows.select_related("need", "cluster"))
    return {
        "title": found.title,
        "group": str(found.group),
        "lede": _("Grunnlag for prioriteringene i DIO fra 2025, og innspill til et eventuelt satsingsforslag."),
        "facts": [
            [_("Liste"), str(found.number)], [_("Fryst"), dato_lang(found.made_at)],
            [_("Behov og klynger"), str(len(rows))],
            [_("Vekter"), ", ".join(f"{one['name']} {one['weight']}" for one in found.weights)],
            [_("Tilgang"), _access(found)],
        ],
        "comment": found.comment,
        "heads": [
            _("Plass"), _("Behov"), _("Poeng"), _("Spredning"), _("Departementer"), _("Brukere"), _("Timer/md."), _("Siden sist"),
        ],
        "rows": [_package_row(row) for row in rows],
        "led_title": _("Utprøvinger og annet som alt er i gang"),
        "led_to": [_linked(_("%(kind)s: %(title)s") % {"kind": one.kind, "title": one.title}, one.url, one.state) for one in led_to],
        "risk_title": _("Risikoer"),
        "risks": [_linked(one.title, one.url, _in_sentences(one.reasons)) for one in risks],
        "nothing": _("Ingenting ennå."),
        "hash": _("Listens sjekksum (SHA-256): %(hash)s") % {"hash": found.sha256},
        "page": _("Side"),
    }  # fmt: skip


def _access(found: PriorityList) -> str:
    """Input to a budget is internal to named persons until somebody opens it (domain.md A-06)."""
    if not found.is_internal:
        return _("Åpnet for dem som følger gruppen")
    return _("Intern, for %(people)s") % {"people": ", ".join(str(one) for one in found.readers.all())}


def _linked(text: str, url: str, rest: str) -> dict[str, str]:
    return {"text": text, "url": f"{settings.BASE_URL}{url}", "rest": rest}


def _in_sentences(reasons: Sequence[str]) -> str:
    return " ".join(f"{said[:1].upper()}{said[1:]}." for said in reasons)


def _package_row(row: Any) -> dict[str, Any]:
    """The cells of a place; the need and its volume are links to the rows that they come from."""
    home = row.need or row.cluster
    url = f"{settings.BASE_URL}{home.get_absolute_url()}"
    volume = f"{url}#{'signer' if row.need else 'behov'}"
    numbers = [number(row.body_count), number(row.users_count), number(row.hours_per_month)]
    listed = f"{settings.BASE_URL}{row.list.get_absolute_url()}"
    cells = [
        (str(row.rank), listed), (row.title, url), (number(row.total, 2), listed), (number(row.spread, 2), listed),
        *((text, volume) for text in numbers), (row.cause, ""),
    ]  # fmt: skip
    return {"url": url, "cells": [{"text": text, "url": target} for text, target in cells]}


def package_pdf(found: PriorityList, led_to: Sequence[Thread] = (), risks: Sequence[Risk] = ()) -> bytes:
    """The package as a tagged PDF, on landscape pages."""
    return render_pdf("priority_package.typ", package_content(found, led_to, risks))


def package_docx(found: PriorityList, led_to: Sequence[Thread] = (), risks: Sequence[Risk] = ()) -> bytes:
    """The package as a Word document; each need and each number is a link to its rows."""
    content = package_content(found, led_to, risks)
    paper = _paper(content["title"])
    paper.add_paragraph(content["group"])
    paper.add_paragraph(content["lede"])
    for label, value in content["facts"]:
        _line(paper, label, value)
    paper.add_paragraph(content["comment"])
    table = paper.add_table(rows=1, cols=len(content["heads"]), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, content["heads"], strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in content["rows"]:
        cells = table.add_row().cells
        for cell, value in zip(cells, row["cells"], strict=True):
            if value["url"]:
                _link(cell.paragraphs[0], value["text"], value["url"])
            else:
                cell.text = value["text"]
    for title, lines in (("led_title", "led_to"), ("risk_title", "risks")):
        paper.add_heading(content[title], 1)
        for line in content[lines]:
            told = paper.add_paragraph(style="List Bullet")
            _link(told, line["text"], line["url"])
            told.add_run(f". {line['rest']}" if line["rest"] else "")
        if not content[lines]:
            paper.add_paragraph(content["nothing"])
    paper.add_paragraph(content["hash"])
    return _saved(paper)


# The calendar -------------------------------------------------------------------------------------


def calendar_entry(meeting: Meeting) -> dict[str, Any]:
    """A meeting as a calendar has it: the same UID and the next SEQUENCE when it is moved (features.md M04; K-07)."""
    return {
        "uid": meeting.uid,
        "sequence": meeting.sequence,
        "summary": f"{meeting.group}, {_('møte')} {meeting.number}",
        "made_at": meeting.changed_at,
        "starts": meeting.starts_at,
        "ends": meeting.ends_at,
        "location": meeting.place,
        "url": f"{settings.BASE_URL}{meeting.get_absolute_url()}",
        "status": "CANCELLED" if meeting.state == MeetingState.MEETING_CANCELLED else "CONFIRMED",
    }


def calendar_of(meetings: Iterable[Meeting]) -> bytes:
    """The meetings as an iCalendar file."""
    return calendar_file([calendar_entry(meeting) for meeting in meetings])


def meetings_in_calendar(user: "User") -> list[dict[str, Any]]:
    """The meetings in the person's secret calendar: one subscription has the whole series (features.md M04)."""
    return [calendar_entry(one) for one in Meeting.objects.visible_to(user).select_related("group")]


def _paper(title: str) -> Any:
    from docx import Document  # noqa: PLC0415 - slow import

    paper = Document()
    paper.core_properties.title = title
    paper.core_properties.language = "nb-NO"
    paper.add_heading(title, 0)
    return paper


def _line(paper: Any, label: str, value: str) -> None:
    line = paper.add_paragraph()
    line.add_run(f"{label}: ").bold = True
    line.add_run(value)


def _link(paragraph: Any, text: str, url: str) -> None:
    """A hyperlink, which python-docx has no word for."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - slow import
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow import
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow import

    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _saved(paper: Any) -> bytes:
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def file_name(what: str, name: object, extension: str, date: datetime.date) -> str:
    """«referat-1-01102024.pdf»."""
    return f"{what}-{name}-{dato(date).replace('.', '')}.{extension}"
