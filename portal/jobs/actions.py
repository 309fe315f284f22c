"""Ordering, stopping and running long work."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connections, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.database import one_moment, was_overtaken
from portal.errors import DomainError, StateChanged
from portal.events import Audience, record
from portal.jobs.kinds import Cancelled, JobKind, Note, job_kind
from portal.jobs.models import Job, JobPulse
from portal.jobs.states import UNDER_WAY, JobState
from portal.permissions import has_right

if TYPE_CHECKING:
    from portal.people.models import User

MOST_ATTEMPTS = 5
# So many times is work done again at once because others changed the same rows.
MOST_TURNS = 3
Clock = Callable[[], datetime.datetime]

_TELL = """
    UPDATE jobs_jobpulse SET progress = %(progress)s, seen_at = %(seen_at)s FROM jobs_job
    WHERE job_id = %(job)s AND id = job_id RETURNING wants_cancel, attempts
"""


class TakenOver(Exception):
    """Another process does this work now; what this one did is dropped."""


class AlreadyUnderWay(DomainError):
    """The same work for the same object has not ended; `job` is it."""


@transaction.atomic
def order_job(
    *, kind: JobKind, title: str, by: "User", at: datetime.datetime, subject_key: str = "", **arguments: Any
) -> Job:
    """Make the row of a long job; the door queues it afterwards (portal.jobs.tasks.send).

    `subject_key` names the object («letters.letter:12»; the owner when left out). Raises AlreadyUnderWay when
    the same work for the object has not ended, and PermissionDenied without the kind's right.
    """
    if by.organisation is None or not has_right(by, kind.right):
        raise PermissionDenied
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind.key,
                title=title[:200],
                owner=by,
                organisation=by.organisation,
                subject_key=subject_key or f"people.user:{by.pk}",
                arguments=arguments,
                created_at=at,
                seen_at=at,
            )
    except IntegrityError as error:
        raise AlreadyUnderWay(_("Dette arbeidet er alt i gang. Vent til det er ferdig.")) from error
    record(
        "job.ordered", job, sentence=f"{job} ble bestilt.", by=by, at=at, audience=Audience.LOG_ONLY
    )  # fmt: skip
    return job


@transaction.atomic
def cancel_job(*, job: Job, by: "User", at: datetime.datetime) -> Job:
    """Stop a job: at once while it waits, at its next step when it works; nothing half done is kept."""
    current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if current.state not in UNDER_WAY:
        raise StateChanged(
            _("Jobben er nå «%(state)s». Last siden på nytt.") % {"state": current.get_state_display()}
        )
    current.wants_cancel = True
    if current.state == JobState.QUEUED:
        current.state, current.ended_at = JobState.CANCELLED, at
    current.save(update_fields=["wants_cancel", "state", "ended_at"])
    record(
        "job.cancelled", current, sentence=f"{current} ble avbrutt.", by=by, at=at, audience=Audience.LOG_ONLY
    )  # fmt: skip
    return current


def run_job(*, pk: int, clock: Clock) -> Job | None:
    """Do a queued job, all or nothing; None when another process has it or it is over. A refusal is its sentence."""
    job = _claim(pk=pk, now=clock())
    if job is None:
        return None
    note = _note_of(job, clock)
    try:
        with translation.override(job.owner.language):
            return _worked(job, note, clock)
    except Cancelled:
        return _stop(job, JobState.CANCELLED, at=clock())
    except DomainError as error:
        return _stop(job, JobState.FAILED, at=clock(), error=error.message[:400])
    except TakenOver:
        return None


def _worked(job: Job, note: Note, clock: Clock) -> Job:
    """The work, again from the start each time others have changed what it writes on or holds to."""
    for _turn in range(MOST_TURNS):
        try:
            return _work(job, note, clock)
        except OperationalError as error:
            if not was_overtaken(error):
                raise
            note(0)
    raise StateChanged(
        _("Det som skulle skrives, ble endret av andre mens arbeidet pågikk. Bestill det på nytt.")
    )


def _work(job: Job, note: Note, clock: Clock) -> Job:
    """All that the work reads is from one moment, and its file, its events and its end are one transaction."""
    kind = _kind_of(job)
    with one_moment():
        if kind.hold:
            kind.hold()
        _refuse_without_right(job, kind)
        result = kind.run(job, note)
        _refuse_late(job)
        return _end(job, JobState.DONE, at=clock(), result=result, progress=100)


def _kind_of(job: Job) -> JobKind:
    try:
        return job_kind(job.kind)
    except KeyError as error:
        raise DomainError(_("Portalen kjenner ikke lenger denne typen arbeid.")) from error


def _refuse_without_right(job: Job, kind: JobKind) -> None:
    """Whoever has lost the right, or their user, while the job waited, gets nothing."""
    if not job.owner.is_active or not has_right(job.owner, kind.right):
        raise DomainError(_("Du har ikke lenger tilgang til dette."))


def _refuse_late(job: Job) -> None:
    """Nothing is kept of work that was cancelled, or that another process took over after a long silence."""
    current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if current.wants_cancel:
        raise Cancelled
    if current.attempts != job.attempts or current.state != JobState.RUNNING:
        raise TakenOver


@transaction.atomic
def _claim(*, pk: int, now: datetime.datetime) -> Job | None:
    job = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if job is None or job.state not in UNDER_WAY:
        return None
    if job.state == JobState.RUNNING and job not in Job.objects.stale_at(now):
        return None
    job.state, job.seen_at, job.progress, job.attempts = JobState.RUNNING, now, 0, job.attempts + 1
    job.save(update_fields=["state", "seen_at", "progress", "attempts"])
    JobPulse.objects.update_or_create(job=job, defaults={"progress": 0, "seen_at": now})
    return job


def _note_of(job: Job, clock: Clock) -> Note:
    """Progress is told on a connection of its own: the work's transaction is seen by nobody until it ends.

    It is not written on the job, which the work's own moment must find as it was when it ends.
    """

    def note(percent: int) -> None:
        beside = connections["default"].copy()
        try:
            with beside.cursor() as cursor:
                cursor.execute(
                    _TELL, {"progress": min(max(percent, 0), 99), "seen_at": clock(), "job": job.pk}
                )
                row = cursor.fetchone()
        finally:
            beside.close()
        if row is None:
            return
        wants_cancel, attempts = row
        if attempts != job.attempts:
            raise TakenOver
        if wants_cancel:
            raise Cancelled

    return note


def _stop(job: Job, state: JobState, *, at: datetime.datetime, **fields: Any) -> Job | None:
    """The end of work that came to nothing; None when another process does it now."""
    with transaction.atomic():
        current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if current.attempts != job.attempts or current.state != JobState.RUNNING:
            return None
        return _end(job, state, at=at, **fields)


def _end(job: Job, state: JobState, *, at: datetime.datetime, **fields: Any) -> Job:
    job.state, job.ended_at, job.seen_at = state, at, at
    for name, value in fields.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "ended_at", "seen_at", *fields])
    return job


def resume_jobs(*, now: datetime.datetime) -> list[int]:
    """The jobs whose worker died, to be queued again; after five tries they end with a sentence."""
    left = []
    with transaction.atomic():
        for job in Job.objects.stale_at(now).select_for_update(skip_locked=True, of=("self",)):
            if job.wants_cancel:
                _end(job, JobState.CANCELLED, at=now)
            elif job.attempts >= MOST_ATTEMPTS:
                sentence = _(
                    "Arbeidet stanset %(times)s ganger. Bestill det på nytt, eller spør driftsansvarlig."
                )
                _end(job, JobState.FAILED, at=now, error=sentence % {"times": job.attempts})
            else:
                left.append(job.pk)
    return left
