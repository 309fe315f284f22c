"""The work on an auditor's binder, as a long job: gather, write, keep (moonshot 24)."""

import tempfile
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.dates import oslo_date
from portal.errors import DomainError
from portal.events import Audience, record
from portal.files import InformationClass, StoredFile, store_stream
from portal.jobs.kinds import JobKind, Note
from portal.letters.binder import file_count, parts_of, write_binder
from portal.letters.models import Assignment
from portal.letters.queries.binders import letter_parts
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.jobs.models import Job
    from portal.people.models import User

TOLD_EVERY = 10


def fill_binder(job: "Job", note: Note) -> StoredFile:
    """Gather the parts of `arguments["assignment"]` as the owner may see them, write the zip and keep it.

    Files that are gone or changed on disk are named on the binder's first page and left out.
    """
    assignment = (
        Assignment.objects.select_related("letter__sender", "letter__receiver", "letter__file")
        .filter(pk=job.arguments["assignment"])
        .first()
    )
    if assignment is None:
        raise DomainError(_("Føringen finnes ikke lenger."))
    with translation.override("nb"):
        made = _written(job, assignment, note)
    record(
        "binder.filled", assignment, sentence=f"Revisjonsmappe for {assignment} er laget.", by=job.owner,
        at=job.created_at, audience=Audience.LOG_ONLY, changes={"sha256": [None, made.sha256]},
    )  # fmt: skip
    return made


def _written(job: "Job", assignment: Assignment, note: Note) -> StoredFile:
    today = oslo_date(job.created_at)
    parts = [*letter_parts(job.owner, assignment, today=today), *parts_of(job.owner, assignment)]
    total = max(file_count(parts), 1)

    def tell(done: int) -> None:
        if done % TOLD_EVERY == 0:
            note(100 * done // total)

    facts = {"assignment": assignment, "letter": assignment.letter, "by": job.owner, "at": job.created_at}
    with tempfile.TemporaryFile() as target:
        write_binder(target, parts, facts, tell)
        target.seek(0)
        return store_stream(
            target, name=f"revisjonsmappe-{assignment.pk}.zip", content_type="application/zip", right=Right.EXPORT,
            organisation=job.organisation, by=job.owner, information_class=InformationClass.OWN,
        )  # fmt: skip


BINDER = JobKind("letters.binder", gettext_lazy("Revisjonsmappe"), Right.EXPORT, fill_binder)


def binder_key(assignment: Assignment, owner: "User") -> str:
    """One binder of an assignment at a time for each person: what is in it is what they may see."""
    return f"letters.assignment:{assignment.pk}:{owner.pk}"
