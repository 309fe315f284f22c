"""Evidence is added, revised, tied to clauses and confirmed again; nothing is ever overwritten."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.errors import BadInput, Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.file_types import DOCUMENTS
from portal.files import StoredFile, store_file
from portal.letters import rules
from portal.letters.locks import locked
from portal.letters.models import Clause, Evidence, EvidenceRevision, EvidenceTie
from portal.letters.states import COUNTING, EvidenceKind, TieState
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class Given:
    """What a revision of evidence is: one of a file, a link or a note, and its own date (features.md A06)."""

    kind: EvidenceKind
    valid_on: datetime.date
    upload: UploadedFile | None = None
    url: str = ""
    note: str = ""


@transaction.atomic
def add_evidence(
    *, title: str, given: Given, clauses: Iterable[Clause], seen: dict[int, str] | None = None,
    by: "User", at: datetime.datetime,
) -> Evidence:  # fmt: skip
    """Put in a new piece of evidence and tie it to one clause or many (features.md A05, A06).

    `seen` is the status each clause had when the person saw it: a clause that was closed meanwhile is a sentence,
    and nothing is saved.
    """
    if by.organisation is None:
        raise BadInput(_("Du har ingen virksomhet å legge inn bevis for."))
    held = _held(clauses, evidence_id=None, seen=seen)
    evidence = Evidence.objects.create(title=title, organisation=by.organisation, made_by=by, made_at=at)
    _revise(evidence, 1, given, reason="", by=by, at=at)
    _tie(evidence, held, by=by, at=at)
    record(
        "evidence.added", evidence, sentence=f"Bevis: {evidence}, gjelder {given.valid_on:%d.%m.%Y}.",
        by=by, at=at, audience=Audience.PROGRAMME, clauses=[clause.pk for clause in held],
    )  # fmt: skip
    return evidence


@transaction.atomic
def revise_evidence(
    *, evidence: Evidence, given: Given, reason: str, by: "User", at: datetime.datetime
) -> EvidenceRevision:
    """Version n+1 with a reason; what was before is kept with its file and hash (features.md A05)."""
    current = _locked(evidence)
    if not reason.strip():
        refuse_if([Problem(_("Skriv hvorfor det trengs en ny versjon."), code="reason")])
    last = current.revisions.aggregate(last=Max("number"))["last"]
    revision = _revise(current, last + 1, given, reason=reason.strip(), by=by, at=at)
    record(
        "evidence.revised", current, sentence=f"Bevis: {current} har fått versjon {revision.number}. {reason}"[:500],
        by=by, at=at, audience=Audience.PROGRAMME, clauses=_clauses_of(current),
    )  # fmt: skip
    return revision


@transaction.atomic
def tie_evidence(
    *, evidence: Evidence, clauses: Iterable[Clause], seen: dict[int, str] | None = None, by: "User", at: datetime.datetime
) -> list[EvidenceTie]:  # fmt: skip
    """Let a piece of evidence prove more clauses."""
    current = _locked(evidence)
    held = _held(clauses, evidence_id=current.pk, seen=seen)
    ties = _tie(current, held, by=by, at=at)
    numbers = ", ".join(clause.number for clause in held)
    record(
        "evidence.tied", current, sentence=f"Bevis: {current} er knyttet til punkt {numbers}.",
        by=by, at=at, audience=Audience.PROGRAMME, clauses=[clause.pk for clause in held],
    )  # fmt: skip
    return ties


@transaction.atomic
def reconfirm_evidence(*, tie: EvidenceTie, by: "User", at: datetime.datetime) -> EvidenceTie:
    """Somebody has looked: the evidence still holds for the clause after it was changed (features.md A07).

    Where a clause was specified or changed by another, the evidence is tied to that one too.
    """
    current = _locked_tie(tie, frozenset({TieState.TO_RECONFIRM}))
    current.state, current.changed_at, current.because = TieState.HOLDS, at, ""
    current.save(update_fields=["state", "changed_at", "because"])
    newer = Clause.objects.filter(changes_made__old=current.clause).exclude(
        evidence_ties__in=EvidenceTie.objects.counting().filter(evidence=current.evidence)
    )
    _tie(current.evidence, list(newer.distinct()), by=by, at=at)
    _note_tie("evidence.reconfirmed", current, "er bekreftet på nytt", by=by, at=at)
    return current


@transaction.atomic
def loosen_evidence(*, tie: EvidenceTie, because: str, by: "User", at: datetime.datetime) -> EvidenceTie:
    """The evidence does not prove this clause after all; the tie is kept with the reason."""
    if not because.strip():
        refuse_if([Problem(_("Skriv hvorfor."), code="because")])
    current = _locked_tie(tie, COUNTING)
    current.state, current.changed_at, current.because = TieState.LOOSENED, at, because.strip()
    current.save(update_fields=["state", "changed_at", "because"])
    _note_tie("evidence.loosened", current, "er løsnet", by=by, at=at)
    return current


def _held(clauses: Iterable[Clause], *, evidence_id: int | None, seen: dict[int, str] | None) -> list[Clause]:
    """The clauses, held in the order of their ids, when each may have the evidence."""
    held = [locked(clause) for clause in sorted(clauses, key=lambda clause: clause.pk)]
    if not held:
        refuse_if([Problem(_("Velg minst ett punkt."), code="clauses")])
    if seen is not None:
        refuse_if(
            problem
            for clause in held
            for problem in rules.problems_with_tie(clause, evidence_id, seen.get(clause.pk, clause.status))
        )
    return held


def _tie(
    evidence: Evidence, clauses: list[Clause], *, by: "User", at: datetime.datetime
) -> list[EvidenceTie]:
    return EvidenceTie.objects.bulk_create(
        EvidenceTie(evidence=evidence, clause=clause, by=by, at=at) for clause in clauses
    )


def _revise(
    evidence: Evidence, number: int, given: Given, *, reason: str, by: "User", at: datetime.datetime
) -> EvidenceRevision:
    return EvidenceRevision.objects.create(
        evidence=evidence, number=number, kind=given.kind, file=_stored(given, by), url=given.url, note=given.note,
        valid_on=given.valid_on, reason=reason, by=by, at=at,
    )  # fmt: skip


def _stored(given: Given, by: "User") -> StoredFile | None:
    if given.upload is None or by.organisation is None:
        return None
    return store_file(
        given.upload, allowed=DOCUMENTS, right=Right.READ_FILES, organisation=by.organisation, by=by
    )


def _locked(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)


def _locked_tie(tie: EvidenceTie, sources: frozenset[TieState]) -> EvidenceTie:
    current = (
        EvidenceTie.objects.select_for_update(of=("self",))
        .select_related("evidence", "clause__assignment")
        .get(pk=tie.pk)
    )
    if current.state not in sources:
        raise StateChanged(
            _("Koblingen er nå «%(state)s». Last siden på nytt.") % {"state": current.get_state_display()}
        )
    return current


def _clauses_of(evidence: Evidence) -> list[int]:
    return list(evidence.ties.counting().values_list("clause_id", flat=True))  # type: ignore[attr-defined]


def _note_tie(event_type: str, tie: EvidenceTie, what: str, *, by: "User", at: datetime.datetime) -> None:
    said = f" {tie.because}" if tie.because else ""
    record(
        event_type,
        tie.evidence,
        sentence=f"Bevis: {tie.evidence} {what} for {tie.clause}.{said}",
        by=by,
        at=at,
        audience=Audience.PROGRAMME,
        clauses=[tie.clause_id],
    )
