"""The kinds of long work; each app registers its own in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from portal.errors import DomainError
from portal.permissions import Right

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.jobs.models import Job

Note = Callable[[int], None]
"""Tells how many per cent are done, keeps the lease, and raises when the owner wants to stop or another has taken over."""


class Cancelled(DomainError):
    """The owner asked the job to stop."""


@dataclass(frozen=True)
class JobKind:
    """`run(job, note)` does the work and returns its file or None; it may be run again after a kill.

    The work and its file are one transaction, and all it reads is from one moment (portal.database.one_moment).
    When others change the same rows meanwhile, it is run again. Call `note(percent)` often: at least every half
    minute. `hold` is called first, before anything is asked: it locks what must stand still until the work is done,
    and the moment comes after the wait.
    """

    key: str
    title: str | Promise
    right: Right
    run: "Callable[[Job, Note], StoredFile | None]"
    hold: Callable[[], object] | None = None


_kinds: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    """Add a kind of long work."""
    _kinds[kind.key] = kind


def job_kind(key: str) -> JobKind:
    """The kind with the key; KeyError when no app has registered it."""
    return _kinds[key]
