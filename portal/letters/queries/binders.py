"""What the kernel itself puts in the auditor's binder: letter, clauses, timeline, decisions, evidence, reports."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.events import Event
from portal.formatting import dato, klokke
from portal.letters.binder import Enclosure, Part, enclosure
from portal.letters.models import (
    Assignment,
    Clause,
    ClauseChange,
    EvidenceTie,
    Question,
    StatusEntry,
    StatusReport,
    ZeroReport,
)
from portal.letters.queries.letters import ClauseLine, assignment_view
from portal.letters.rules import can_see_evidence

if TYPE_CHECKING:
    import datetime

    from portal.people.models import User


def letter_parts(user: "User", assignment: Assignment, *, today: "datetime.date") -> Iterator[Part]:
    """The kernel's parts of the binder, as the user may see them."""
    block = assignment_view(assignment, user=user, shown_on=today, today=today)
    clauses = [line.clause for line in block.lines]
    yield _letter(user, assignment)
    yield _clauses(block.lines)
    yield _timeline(user, clauses)
    yield _decisions(user, clauses)
    if can_see_evidence(user):
        yield _evidence(clauses)
    yield _reports(user, assignment)


def _letter(user: "User", assignment: Assignment) -> Part:
    letter = assignment.letter
    rows = [
        (_("Brev"), str(letter)),
        (_("Tittel"), letter.title),
        (_("Referanse"), letter.reference),
        (_("Datert"), dato(letter.dated_on)),
        (_("Fra"), letter.sender.name_on(letter.dated_on).name_nb),
        (_("Til"), letter.receiver.name_on(letter.dated_on).name_nb),
        (_("Kopi til"), letter.copies_to),
        (_("Tekst"), letter.text),
    ]
    may_have = letter.file is not None and can_see_evidence(user)
    files = [enclosure("brev", letter.file)] if may_have and letter.file else []
    return Part(_("Brevet"), "brev", (_("Felt"), _("Verdi")), [row for row in rows if row[1]], files)


def _clauses(lines: list[ClauseLine]) -> Part:
    columns = (
        _("Punkt"), _("Type"), _("Kortform"), _("Sitat"), _("Ansvarlig"), _("Status"), _("Setning"), _("Frist"), _("Neste dato"),
        _("Leveranse"),
    )  # fmt: skip
    rows = [
        (
            line.number, str(line.clause.get_type_display()), line.clause.short_text, line.clause.quote, ", ".join(line.owners),
            line.word, line.clause.status_sentence, dato(line.clause.due_on) if line.clause.due_on else line.clause.due_words,
            dato(line.clause.next_on) if line.clause.next_on else "", line.clause.deliverable,
        )
        for line in lines
    ]  # fmt: skip
    return Part(_("Punktene"), "punkter", columns, rows)


def _timeline(user: "User", clauses: list[Clause]) -> Part:
    events = Event.objects.visible_to(user).filter(clause_ids__overlap=[clause.pk for clause in clauses])
    rows = [
        (dato(event.at), klokke(event.at), event.sentence, event.actor_name) for event in events.in_order()
    ]
    return Part(_("Tidslinje"), "tidslinje", (_("Dato"), _("Klokke"), _("Hendelse"), _("Hvem")), rows)


def _decisions(user: "User", clauses: list[Clause]) -> Part:
    """Each status with its sentence, changes by later letters, answers, and zero reports, in the order of time."""
    told: list[tuple[Any, ...]] = [
        (entry.at, entry.clause.number, str(entry.get_status_display()), entry.sentence, entry.by)
        for entry in StatusEntry.objects.filter(clause__in=clauses).select_related("clause__assignment", "by")
    ]
    told += [
        (
            change.at,
            change.old.number,
            str(change.get_kind_display()),
            str(change.new.assignment.letter),
            change.by,
        )
        for change in ClauseChange.objects.filter(old__in=clauses).select_related(
            "old__assignment", "new__assignment__letter", "by"
        )
    ]
    told += [
        (
            asked.answered_at,
            asked.clause.number if asked.clause else "",
            asked.text,
            asked.answer,
            asked.answered_by,
        )
        for asked in Question.objects.visible_to(user)
        .filter(clause__in=clauses)
        .exclude(answered_at=None)
        .select_related("clause__assignment", "answered_by")
    ]
    told += [
        (
            said.at,
            said.clause.number,
            _("Ingenting å rapportere"),
            f"{said.assessments} {said.union_involvement}",
            said.by,
        )
        for said in ZeroReport.objects.filter(clause__in=clauses).select_related("clause__assignment", "by")
    ]
    rows = [
        (dato(at), number, what, sentence, str(by or "KI-portalen"))
        for at, number, what, sentence, by in sorted(told, key=lambda row: row[0])
    ]
    columns = (_("Dato"), _("Punkt"), _("Beslutning"), _("Begrunnelse"), _("Hvem"))
    return Part(_("Beslutninger"), "beslutninger", columns, rows)


def _evidence(clauses: list[Clause]) -> Part:
    """Every version of every piece of evidence, with its own date and hash."""
    ties = (
        EvidenceTie.objects.counting()
        .filter(clause__in=clauses)
        .select_related("evidence", "clause__assignment")
        .prefetch_related("evidence__revisions__file", "evidence__revisions__by")
    )
    rows: list[tuple[str, ...]] = []
    files: list[Enclosure] = []
    for tie in ties:
        for revision in sorted(tie.evidence.revisions.all(), key=lambda item: item.number):
            inside = enclosure("bevis", revision.file) if revision.file else None
            files += [inside] if inside else []
            rows.append(
                (
                    tie.clause.number, tie.evidence.title, str(revision.number), dato(revision.valid_on), dato(revision.at),
                    str(revision.by), inside.path if inside else revision.url or revision.note,
                    revision.file.sha256 if revision.file else "",
                )
            )  # fmt: skip
    columns = (
        _("Punkt"), _("Bevis"), _("Versjon"), _("Bevisets dato"), _("Lagt inn"), _("Av"), _("Fil, lenke eller notat"), _("SHA-256")
    )  # fmt: skip
    return Part(_("Bevis"), "bevis", columns, rows, files)


def _reports(user: "User", assignment: Assignment) -> Part:
    sent = StatusReport.objects.visible_to(user).of(assignment.letter).sent().select_related("pdf", "docx")
    files = [enclosure("rapporter", file) for report in sent for file in (report.pdf, report.docx) if file]
    rows = [
        (str(report), dato(report.status_on), dato(report.sent_at), report.pdf.sha256)
        for report in sent
        if report.sent_at and report.pdf
    ]
    columns = (_("Rapport"), _("Status per"), _("Sendt"), _("SHA-256 av PDF"))
    return Part(_("Statusrapporter"), "statusrapporter", columns, rows, files)
