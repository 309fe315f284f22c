"""What leaves the portal as files: the paper for fagrådet, certificates, lists, and calendar entries."""

import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Certificate, Outline, OutlineVersion, Registration
from courses.queries.outlines import OutlinePage, gates_of
from courses.queries.sessions import PersonLine
from courses.states import SessionState
from portal.exports.pdf import render_pdf
from portal.exports.tables import ColumnKind, Sheet, SheetColumn, write_csv, write_xlsx
from portal.formatting import dato, dato_lang

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
ICS_TYPE = "text/calendar; charset=utf-8"


def council_paper(page: OutlinePage, today: datetime.date) -> bytes:
    """The paper for fagrådet: the aims, the modules, what comes from the insight and what does not (C02, C04)."""
    from docx import Document  # noqa: PLC0415 - slow import

    version, outline = page.version, page.version.outline
    paper = Document()
    paper.core_properties.title = paper.core_properties.author = ""
    paper.core_properties.title = str(version)
    paper.core_properties.language = "nb-NO"
    paper.add_heading(_("Sak til fagrådet for kompetanse"), 0)
    for label, value in _facts(outline, version, page):
        line = paper.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(value)
    if version.summary:
        paper.add_paragraph(version.summary)
    paper.add_heading(_("Vilkårene i brevet"), 1)
    for gate in gates_of(outline, today):
        paper.add_paragraph(f"{gate.title}: {gate.sentence} {gate.quote}", style="List Bullet")
    for group in page.groups:
        paper.add_heading(str(group.aim.label), 1)
        if not group.modules:
            paper.add_paragraph(_("Ingen modul dekker dette målet."))
        for module in group.modules:
            paper.add_heading(f"{module.title} ({module.minutes} min)", 2)
            for text in (module.goal, module.content):
                if text:
                    paper.add_paragraph(text)
            paper.add_paragraph(_insight(module))
    return _saved(paper)


def _facts(outline: Outline, version: OutlineVersion, page: OutlinePage) -> list[tuple[str, str]]:
    share = f"{page.share} %" if page.share is not None else "–"
    facts = [
        (_("Kursskisse"), str(version)),
        (_("Utarbeidet av"), outline.organisation.name),
        (_("Foreligger"), dato_lang(version.issued_at) if version.issued_at else _("utkast")),
        (_("Fra innsiktsarbeidet"), _("%(some)s av %(all)s moduler (%(share)s)") % {"some": page.from_insight, "all": page.modules, "share": share}),
    ]  # fmt: skip
    return [*facts, (_("Merk"), _("EKSEMPEL"))] if outline.is_example else facts


def _insight(module: Any) -> str:
    """The needs a module answers, or that there is none (features.md C04)."""
    if not module.need_count:
        return _("Ikke fra innsiktsarbeidet.")
    named = "; ".join(f"{need.title} ({need.owner})" for need in module.shown_needs)
    return _("Fra innsiktsarbeidet: %(needs)s") % {"needs": named or module.need_count}


def _saved(paper: Any) -> bytes:
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate: name, course, version, date, and the address where it is checked (features.md C12)."""
    registration = certificate.registration
    session = registration.session
    version = session.course.version
    return render_pdf(
        "course_certificate.typ",
        {
            "title": _("Kursbevis"),
            "name": registration.person.name if registration.person else "",
            "has": _("har gjennomført"),
            "course": session.course.title,
            "example": _("EKSEMPEL") if session.course.is_example else "",
            "facts": [
                [_("Nivå"), session.course.get_level_display()],
                [_("Versjon av kurset"), str(version.number)],
                [_("Holdt"), dato_lang(session.starts_at)],
                [
                    _("Arrangør"),
                    session.course.outline.organisation.name_on(session.starts_at.date()).name_nb,
                ],
                [_("Utstedt"), dato_lang(certificate.issued_at)],
            ],
            "modules_title": _("Innhold"),
            "modules": [module.title for module in version.modules.all()],
            "check": _("Kontroller beviset her:"),
            "address": settings.BASE_URL + reverse("certificate_check", args=[certificate.code]),
        },
    )


def people_sheet(session: object, rows: Iterable[PersonLine]) -> Sheet:
    """Those who have signed up, as the list shows them (domain.md K-05)."""
    columns = [
        SheetColumn(_("Navn"), width=28),
        SheetColumn(_("E-post"), width=32),
        SheetColumn(_("Virksomhet")),
        SheetColumn(_("Status"), width=20),
        SheetColumn(_("Meldt på")),
        SheetColumn(_("Oppmøte"), width=22),
    ]
    lines = ((row.name, row.email, row.body, row.state, row.signed_up, row.presence) for row in rows)
    return Sheet(_("Påmeldte"), columns, lines, head=[(_("Samling"), str(session))])


def competence_sheet(rows: Iterator[tuple[object, ...]], today: datetime.date) -> Sheet:
    """The report on KI-kompetanse without names (domain.md K-08)."""
    columns = [
        SheetColumn(_("Kurs"), width=30),
        SheetColumn(_("Nivå")),
        SheetColumn(_("Versjon"), ColumnKind.NUMBER),
        SheetColumn(_("Innhold"), width=50),
        SheetColumn(_("Dato")),
        SheetColumn(_("Virksomhet"), width=40),
        SheetColumn(_("Antall gjennomført"), ColumnKind.NUMBER, width=18),
        SheetColumn(_("Merknad")),
    ]
    head = [
        (_("Rapport"), _("KI-kompetanse, KI-forordningen artikkel 4")),
        (_("Laget"), dato(today)),
        (_("Merk"), _("Grupper på færre enn 5 vises ikke med tall.")),
    ]
    return Sheet(_("KI-kompetanse"), columns, rows, head=head)


LIST_FORMATS = {
    "xlsx": (XLSX_TYPE, lambda sheet, target: write_xlsx(target, [sheet])),
    "csv": (CSV_TYPE, lambda sheet, target: write_csv(target, sheet)),
}


def calendar_entry(registration: Registration) -> bytes:
    """The session as an entry of the person's calendar: the same identity each time, a number that goes up (K-07)."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow import

    session = registration.session
    is_off = session.state == SessionState.CANCELLED or not registration.is_active
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//KI-portalen//NO")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    event.add("uid", f"courses.session-{session.pk}@ki-portalen")
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("summary", session.course.title)
    event.add("dtstamp", _utc(max(session.changed_at, registration.changed_at)))
    event.add("dtstart", _utc(session.starts_at))
    event.add("dtend", _utc(session.ends_at))
    event.add("location", ", ".join(part for part in (session.place, session.online_url) if part))
    event.add("url", settings.BASE_URL + registration.get_absolute_url())
    calendar.add_component(event)
    return calendar.to_ical()


def _utc(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC)
