"""Long work: found again, one of a kind at a time, all or nothing (quality.md, faults that must cost nothing)."""

import datetime
import threading
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from portal.errors import BadInput, StateChanged
from portal.files import StoredFile, store_bytes
from portal.jobs import actions, kinds
from portal.jobs.actions import AlreadyUnderWay, cancel_job, order_job, resume_jobs, run_job
from portal.jobs.kinds import JobKind
from portal.jobs.models import Job, JobPulse
from portal.jobs.states import JobState
from portal.people.models import User
from portal.people.roles import Role
from portal.permissions import Right
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return factories.member(Role.AUDITOR)


@pytest.fixture
def kind(monkeypatch):
    """`kind(work)`: a registered kind of work."""

    def make(work) -> JobKind:
        made = JobKind("test.work", "Prøve", Right.READ_LOG, work)
        monkeypatch.setitem(kinds._kinds, made.key, made)
        return made

    return make


def stored(job, note) -> StoredFile:
    note(50)
    return store_bytes(
        b"ferdig", name="ferdig.txt", content_type="text/plain", right=Right.READ_LOG,
        organisation=job.organisation, by=job.owner,
    )  # fmt: skip


def ask_beside(question: str, pk: int) -> tuple:
    """The answer on a connection of its own, as another person's page would get it."""
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(question, [pk])
            return cursor.fetchone()
    finally:
        other.close()


_HOW_FAR = (
    "SELECT jobs_jobpulse.progress, state FROM jobs_jobpulse JOIN jobs_job ON id = job_id WHERE id = %s"
)
_TOUCH_OWNER = "UPDATE people_user SET language = 'en' WHERE id = %s RETURNING id"
_ANOTHER_JOB = """
    INSERT INTO jobs_job (kind, title, owner_id, organisation_id, subject_key, arguments, state, progress, error,
        wants_cancel, attempts, created_at, seen_at)
    SELECT 'x', 'x', owner_id, organisation_id, 'x', '{}', 'queued', 0, '', false, 0, now(), now()
    FROM jobs_job WHERE id = %s RETURNING id
"""


def ordered(kind: JobKind, owner, **more) -> Job:
    return order_job(kind=kind, title="Prøve", by=owner, at=timezone.now(), **more)


def test_job_ends_with_its_file(kind, owner) -> None:
    job = ordered(kind(stored), owner)

    done = run_job(pk=job.pk, clock=timezone.now)

    assert (done.state, done.progress, done.result.name) == (JobState.DONE, 100, "ferdig.txt")


def test_refusal_is_a_sentence_on_the_job_and_leaves_nothing(kind, owner) -> None:
    def refuse(job, note):
        stored(job, note)
        raise BadInput("Det finnes ingen rader.")

    job = ordered(kind(refuse), owner)

    ended = run_job(pk=job.pk, clock=timezone.now)

    assert (ended.state, ended.error, StoredFile.objects.count()) == (
        JobState.FAILED,
        "Det finnes ingen rader.",
        0,
    )


def test_one_of_a_kind_for_an_object_at_a_time(kind, owner) -> None:
    work = kind(stored)
    ordered(work, owner, subject_key="x:1")

    with pytest.raises(AlreadyUnderWay):
        ordered(work, owner, subject_key="x:1")
    assert ordered(work, owner, subject_key="x:2").pk


def test_without_the_right_nothing_is_ordered(kind) -> None:
    with pytest.raises(PermissionDenied):
        ordered(kind(stored), factories.member(Role.EMPLOYEE))


def test_waiting_job_is_cancelled_at_once_and_never_runs(kind, owner) -> None:
    job = ordered(kind(stored), owner)

    cancel_job(job=job, by=owner, at=timezone.now())

    assert (run_job(pk=job.pk, clock=timezone.now), Job.objects.get().state) == (None, JobState.CANCELLED)
    with pytest.raises(StateChanged):
        cancel_job(job=job, by=owner, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_working_job_stops_at_its_next_step_and_keeps_nothing(kind, owner) -> None:
    def slow(job, note):
        file = stored(job, note)
        ask_beside("UPDATE jobs_job SET wants_cancel = true WHERE id = %s RETURNING id", job.pk)
        note(60)
        return file

    job = ordered(kind(slow), owner)

    ended = run_job(pk=job.pk, clock=timezone.now)

    assert (ended.state, StoredFile.objects.count()) == (JobState.CANCELLED, 0)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_while_the_work_goes_on(kind, owner) -> None:
    seen = []

    def watched(job, note):
        note(42)
        seen.append(ask_beside(_HOW_FAR, job.pk))

    run_job(pk=ordered(kind(watched), owner).pk, clock=timezone.now)

    assert seen == [(42, "running")]


@pytest.mark.django_db(transaction=True)
def test_work_is_one_moment_whatever_others_write(kind, owner) -> None:
    """Between two questions of a job another changes what it asks about: it gets the same answer twice."""
    answers = []

    def count(job, note):
        answers.append(Job.objects.count())
        ask_beside(_ANOTHER_JOB, job.pk)
        answers.append(Job.objects.count())
        note(50)
        return stored(job, note)

    done = run_job(pk=ordered(kind(count), owner).pk, clock=timezone.now)

    assert (answers, Job.objects.count()) == ([1, 1], 2)
    assert (done.state, done.result.name) == (JobState.DONE, "ferdig.txt")


@pytest.mark.django_db(transaction=True)
def test_what_is_held_still_is_held_before_the_moment(kind, owner, monkeypatch) -> None:
    """`hold` is the first that is asked: what others wrote while it waited is seen by the work."""
    answers = []
    work = kind(lambda job, note: answers.append(Job.objects.count()))
    job = ordered(work, owner)
    monkeypatch.setitem(kinds._kinds, work.key, replace(work, hold=lambda: ask_beside(_ANOTHER_JOB, job.pk)))

    run_job(pk=job.pk, clock=timezone.now)

    assert answers == [2]


@pytest.mark.django_db(transaction=True)
def test_work_that_meets_anothers_change_is_done_again(kind, owner) -> None:
    """The first turn is taken back whole: one file, one end."""
    turns = []

    def meet(job, note):
        Job.objects.count()
        if not turns:
            ask_beside(_TOUCH_OWNER, job.owner_id)
        turns.append(1)
        User.objects.filter(pk=job.owner_id).update(language="nn")
        return stored(job, note)

    done = run_job(pk=ordered(kind(meet), owner).pk, clock=timezone.now)

    assert (done.state, len(turns), StoredFile.objects.count()) == (JobState.DONE, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_work_that_always_meets_anothers_change_ends_with_a_sentence(kind, owner) -> None:
    def meet(job, note):
        Job.objects.count()
        ask_beside(_TOUCH_OWNER, job.owner_id)
        User.objects.filter(pk=job.owner_id).update(language="nn")

    ended = run_job(pk=ordered(kind(meet), owner).pk, clock=timezone.now)

    assert (ended.state, ended.error[:35]) == (JobState.FAILED, "Det som skulle skrives, ble endret ")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("meanwhile", "state"),
    [
        ("UPDATE jobs_job SET wants_cancel = true WHERE id = %s RETURNING id", JobState.CANCELLED),
        ("UPDATE jobs_job SET attempts = 2 WHERE id = %s RETURNING id", JobState.RUNNING),
    ],
)
def test_cancelled_or_taken_over_after_the_last_step(kind, owner, meanwhile, state) -> None:
    """Nothing is kept when the owner, or another process, writes on the job as the work ends."""

    def late(job, note):
        file = stored(job, note)
        ask_beside(meanwhile, job.pk)
        return file

    run_job(pk=ordered(kind(late), owner).pk, clock=timezone.now)

    assert (Job.objects.get().state, StoredFile.objects.count()) == (state, 0)


@pytest.mark.django_db(transaction=True)
def test_refusal_of_a_worker_that_was_left_behind_ends_nothing(kind, owner) -> None:
    """Another process does the work now: a late refusal does not end it."""

    def refuse(job, note):
        ask_beside("UPDATE jobs_job SET attempts = 2 WHERE id = %s RETURNING id", job.pk)
        raise BadInput("Nei.")

    assert run_job(pk=ordered(kind(refuse), owner).pk, clock=timezone.now) is None
    assert Job.objects.get().state == JobState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_work_that_tells_how_far_it_is_keeps_its_lease(kind, owner, client_for) -> None:
    """No other process takes it, and the owner sees how far it is."""
    job = ordered(kind(stored), owner)
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, attempts=1, seen_at=now - datetime.timedelta(hours=1))
    JobPulse.objects.create(job=job, seen_at=now)
    job.refresh_from_db()

    actions._note_of(job, timezone.now)(42)

    assert (resume_jobs(now=timezone.now()), run_job(pk=job.pk, clock=timezone.now)) == ([], None)
    assert 'value="42"' in client_for(owner).get(job.get_absolute_url()).content.decode()


def test_job_whose_worker_died_is_found_and_run_again(kind, owner) -> None:
    """kill -9 of a worker: the lease runs out, the sweep finds it, another does it."""
    job = ordered(kind(stored), owner)
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, attempts=1, seen_at=now - datetime.timedelta(minutes=2))

    left = resume_jobs(now=now)

    assert left == [job.pk]
    assert run_job(pk=job.pk, clock=timezone.now).state == JobState.DONE


def test_job_that_stops_five_times_ends_with_a_sentence(kind, owner) -> None:
    ordered(kind(stored), owner)
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, attempts=5, seen_at=now - datetime.timedelta(minutes=2))

    assert (resume_jobs(now=now), Job.objects.get().error[:27]) == ([], "Arbeidet stanset 5 ganger. ")


def test_work_that_another_has_taken_over_is_dropped(kind, owner) -> None:
    def overtaken(job, note):
        Job.objects.filter(pk=job.pk).update(attempts=2)
        return stored(job, note)

    job = ordered(kind(overtaken), owner)

    assert (run_job(pk=job.pk, clock=timezone.now), StoredFile.objects.count()) == (None, 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_workers_with_the_same_job_do_it_once(kind, owner) -> None:
    job = ordered(kind(stored), owner)
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        try:
            run_job(pk=job.pk, clock=timezone.now)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert (Job.objects.get().attempts, StoredFile.objects.count()) == (1, 1)


def test_auditor_takes_out_the_log_as_a_job(
    client_as, eager_tasks, django_capture_on_commit_callbacks
) -> None:
    """A real export: found on «Mine jobber», downloaded as a file."""
    client = client_as(Role.AUDITOR)
    year = str(timezone.now().year)

    answer = client.post("/jobber/logg/", {"year": year}, follow=True)

    job = Job.objects.get()
    assert (job.state, job.result.name) == (JobState.DONE, f"hendelser-{year}.xlsx")
    assert "Last ned" in answer.content.decode()
    assert client.get(job.result.get_absolute_url()).status_code == 200


def test_log_export_has_a_row_for_each_event_of_the_year(client_as, eager_tasks) -> None:
    from python_calamine import CalamineWorkbook

    from portal.events import Event, record

    client = client_as(Role.AUDITOR)
    for sentence in ("=HYPERLINK(1)", "Noe hendte."):
        record("x", client.user, sentence=sentence, by=None, at=timezone.now())
    client.post("/jobber/logg/", {"year": str(timezone.now().year)})

    rows = CalamineWorkbook.from_path(Job.objects.get().result.path).get_sheet_by_index(0).to_python()

    written = [row[2] for row in rows[3:]]
    assert {"'=HYPERLINK(1)", "Noe hendte."} <= set(written)
    assert len(written) == Event.objects.count()


def test_year_that_is_not_offered_is_refused(client_as) -> None:
    assert client_as(Role.AUDITOR).post("/jobber/logg/", {"year": "1850"}).status_code == 422


def test_work_under_way_is_seen_in_the_header_of_every_page(
    kind, owner, client_for, django_capture_on_commit_callbacks
) -> None:
    """Found again from any page, as soon as it is ordered."""
    client = client_for(owner)
    before = client.get("/varsler/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        ordered(kind(stored), owner)

    assert ("Arbeid i gang" in before, "Arbeid i gang" in client.get("/varsler/").content.decode()) == (
        False,
        True,
    )
