"""Evidence as its pages show it: the newest version, what it proves, and whether its file is the one that came."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Prefetch

from portal.files import StoredFile
from portal.letters.models import Clause, Evidence, EvidenceRevision, EvidenceTie
from portal.letters.queries.letters import ties_at
from portal.letters.rules import can_see_evidence

if TYPE_CHECKING:
    from portal.people.models import User

KEPT_SECONDS = 24 * 60 * 60
MOST_SHOWN = 200


@dataclass(frozen=True)
class Shown:
    """A piece of evidence tied to a clause, with the version that held."""

    tie: EvidenceTie
    revision: EvidenceRevision
    is_changed_on_disk: bool


def is_changed_on_disk(file: StoredFile | None) -> bool:
    """Whether the bytes are gone or others than those that came (features.md A01); read again only when touched."""
    if file is None or file.erased_at:
        return False
    try:
        found = file.path.stat()
    except OSError:
        return True
    key = f"intact:{file.sha256}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"
    known = cache.get(key)
    if known is None:
        known = file.is_intact()
        cache.set(key, known, KEPT_SECONDS)
    return not known


def evidence_of(
    clause: Clause, *, user: "User", moment: datetime.datetime | None = None
) -> list[Shown] | None:
    """What proves the clause now, or at the moment; None for those who may not see it."""
    if not can_see_evidence(user):
        return None
    revisions = EvidenceRevision.objects.select_related("file", "by")
    ties = (
        EvidenceTie.objects.filter(ties_at(moment), clause=clause)
        .select_related("evidence")
        .prefetch_related(Prefetch("evidence__revisions", queryset=revisions))
    )
    shown = []
    for tie in ties[:MOST_SHOWN]:
        revision = tie.evidence.current_at(moment) if moment else tie.evidence.current
        if revision:
            shown.append(Shown(tie, revision, is_changed_on_disk(revision.file)))
    return shown


@dataclass(frozen=True)
class EvidencePage:
    """A piece of evidence with all its versions, the newest first, and what it is tied to."""

    evidence: Evidence
    revisions: list[tuple[EvidenceRevision, bool]]
    ties: list[EvidenceTie]


def evidence_page(evidence: Evidence) -> EvidencePage:
    """Everything about one piece of evidence."""
    revisions = evidence.revisions.select_related("file", "by").order_by("-number")
    ties = evidence.ties.select_related("clause__assignment__letter", "by").order_by("at", "pk")
    return EvidencePage(
        evidence,
        [(revision, is_changed_on_disk(revision.file)) for revision in revisions],
        list(ties),
    )
