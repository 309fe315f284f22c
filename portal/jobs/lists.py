"""Lists as files: written while one waits when they are short, as a long job when they are long (features.md X07)."""

import datetime
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import timezone
from django.utils.functional import Promise

from portal.database import one_moment
from portal.files import InformationClass, store_stream
from portal.jobs.kinds import JobKind, Note, register_job
from portal.permissions import Right
from portal.progress import Tell, nobody_hears

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.jobs.models import Job
    from portal.people.models import User

# Fewer rows are written while the person waits.
ROWS_WHILE_WAITING = 2_000


@dataclass(frozen=True)
class ListFile:
    """One list as one file: `write(target, tell)` writes it, `note(at)` writes in the log that it was taken out."""

    title: str
    name: str
    content_type: str
    count: int
    write: Callable[[BinaryIO, Tell], object]
    note: Callable[[datetime.datetime], object]
    # So many rows are written at once; Word takes longer for each than a spreadsheet.
    most: int | None = None

    @property
    def is_long(self) -> bool:
        return self.count > (ROWS_WHILE_WAITING if self.most is None else self.most)


@dataclass(frozen=True)
class ListExport:
    """A list that can be taken out. `make(user, **arguments)` gives the rows as the person may see them.

    It is called in one moment, at the door and again by the job, and raises DomainError when what it was asked for
    is gone or may no longer be seen. The arguments must go into JSON.
    """

    key: str
    title: str | Promise
    right: Right
    make: Callable[..., ListFile]

    @property
    def kind(self) -> JobKind:
        return JobKind(self.key, self.title, self.right, self.fill)

    def fill(self, job: "Job", note: Note) -> "StoredFile":
        """Write the list as the job's owner may see it now."""
        with tempfile.TemporaryFile() as target:
            made = self.make(job.owner, **job.arguments)
            made.write(target, lambda done: note(95 * done // max(made.count, 1)))
            made.note(timezone.now())
            target.seek(0)
            return store_stream(
                target, name=made.name, content_type=made.content_type, right=self.right,
                organisation=job.organisation, by=job.owner, information_class=InformationClass.OWN,
            )  # fmt: skip


def register_list(export: ListExport) -> None:
    """Add a list that can be taken out; called from AppConfig.ready()."""
    register_job(export.kind)


def take_out(export: ListExport, user: "User", arguments: dict[str, Any]) -> tuple[ListFile, BinaryIO | None]:
    """The list, and the file with it when it is short; without a file it must be ordered as a job."""
    with one_moment():
        made = export.make(user, **arguments)
        if made.is_long:
            return made, None
        target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        made.write(target, nobody_hears)
        made.note(timezone.now())
    target.seek(0)
    return made, target
