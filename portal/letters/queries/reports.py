"""The content of a status report: every assignment of the letter, also those without activity (domain.md T-06)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.formatting import dato, dato_lang
from portal.letters.models import Assignment, Clause, EvidenceTie, StatusReport, ZeroReport
from portal.letters.queries.letters import AssignmentBlock, ClauseLine, letter_view
from portal.letters.states import ClauseStatus

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class _Proof:
    """What proves the clauses by the date, and which reports were answered with nothing."""

    evidence: dict[int, list[dict[str, Any]]]
    zero: dict[int, list[dict[str, str]]]


def report_content(report: StatusReport, *, user: "User", today: datetime.date) -> dict[str, Any]:
    """The report as plain texts, as it is frozen on sending. Evidence counts by its own date (features.md A06)."""
    letter = report.letter
    view = letter_view(letter, user=user, shown_on=report.status_on, today=today)
    blocks = {block.assignment.pk: block for block in view.blocks}
    proof = _proof(report)
    assignments = [
        _assignment(item, blocks.get(item.pk, AssignmentBlock(item)), proof)
        for item in letter.assignments.all()
    ]
    return {
        "title": str(report),
        "letter": f"{letter}: {letter.title}",
        "reference": letter.reference,
        "case_number": report.case_number,
        "access": report.access_words,
        "sender": letter.receiver.name_on(report.status_on).name_nb,
        "receiver": letter.sender.name_on(report.status_on).name_nb,
        "status_on": dato_lang(report.status_on),
        "version": str(report.number),
        "summary": report.summary,
        "made_by": str(report.made_by),
        "assignments": assignments,
    }


def _proof(report: StatusReport) -> _Proof:
    clauses = Clause.objects.of_letter(report.letter)
    evidence: dict[int, list[dict[str, Any]]] = {}
    ties = EvidenceTie.objects.counting().filter(clause__in=clauses).select_related("evidence")
    for tie in ties.prefetch_related("evidence__revisions__file"):
        revision = tie.evidence.current
        if revision.valid_on <= report.status_on:
            evidence.setdefault(tie.clause_id, []).append(
                {
                    "title": tie.evidence.title,
                    "valid_on": dato(revision.valid_on),
                    "counts_for": str(revision.counts_for),
                    "version": revision.number,
                    "sha256": revision.file.sha256 if revision.file else "",
                }
            )
    zero: dict[int, list[dict[str, str]]] = {}
    told = ZeroReport.objects.standing().filter(clause__in=clauses).select_related("organisation")
    for said in told.prefetch_related("organisation__names"):
        zero.setdefault(said.clause_id, []).append(
            {
                "who": str(said.organisation),
                "assessments": said.assessments,
                "union_involvement": said.union_involvement,
            }
        )
    return _Proof(evidence, zero)


def _assignment(assignment: Assignment, block: AssignmentBlock, proof: _Proof) -> dict[str, Any]:
    clauses = [_clause(line, proof) for line in block.lines]
    active = any(clause["is_active"] for clause in clauses)
    return {
        "title": f"{assignment}: {assignment.title}" if assignment.is_directive else assignment.title,
        "counts": ", ".join(f"{count} {word}" for word, count in block.counts),
        "is_active": active,
        "clauses": clauses,
    }


def _clause(line: ClauseLine, proof: _Proof) -> dict[str, Any]:
    clause = line.clause
    evidence = proof.evidence.get(clause.pk, [])
    zero = proof.zero.get(clause.pk, [])
    return {
        "number": clause.number,
        "text": clause.short_text,
        "quote": clause.quote,
        "owners": ", ".join(line.owners),
        "status": line.word,
        "sentence": clause.status_sentence,
        "due": dato(clause.due_on) if clause.due_on else clause.due_words,
        "next": f"{dato(clause.next_on)} {clause.next_step}".strip() if clause.next_on else clause.next_step,
        "deliverable": clause.deliverable,
        "evidence": evidence,
        "zero": zero,
        "is_active": bool(evidence or zero) or clause.status != ClauseStatus.NOT_STARTED,
    }
