"""Every list as a file: at once when it is short, a long job when it is long (features.md X07)."""

import io
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from portal.events import Event
from portal.jobs import lists
from portal.jobs.actions import AlreadyUnderWay, order_job, run_job
from portal.jobs.models import Job
from portal.jobs.states import JobState
from portal.people.models import User
from portal.people.roles import Role
from tests import (
    factories,
    factories_consultations,
    factories_courses,
    factories_money,
    factories_pilots,
    factories_workinggroup,
)
from workinggroup.filling import NEEDS_LIST

pytestmark = pytest.mark.django_db


class Case(NamedTuple):
    """Who takes out which list, where, what is in it, and what is written in the log."""

    user: User
    address: str
    fields: dict[str, str]
    word: str
    event: str


def payments() -> Case:
    row = factories_money.LedgerRowFactory()
    user = factories_money.controller_of(row.authority)
    address = reverse("export_payments", args=[row.authority.key, "csv"])
    return Case(user, address, {"query": "utfall=alle"}, row.voucher_number, "payments.exported")


def needs() -> Case:
    factories_workinggroup.released_need(title="Finnes")
    address = reverse("export_needs", args=["csv"])
    return Case(factories.member(Role.MEMBER), address, {"query": "q=Finnes"}, "Finnes", "needs.exported")


def pilots() -> Case:
    user = factories.member(Role.COORDINATOR)
    factories_pilots.idea(user, title="Prøve (EKSEMPEL)")
    return Case(
        user, reverse("export_pilots", args=["csv"]), {"query": ""}, "Prøve (EKSEMPEL)", "pilots.exported"
    )


def people() -> Case:
    session = factories_courses.session()
    row = factories_courses.signed_up(session)
    address = reverse("export_people", args=[session.pk, "csv"])
    user = session.course.version.made_by
    return Case(user, address, {"query": ""}, row.person.email, "session.people_exported")


def remarks() -> Case:
    made = factories_consultations.sent()
    factories_consultations.answered(made, "Stryk setningen.")
    address = reverse("remark_table", args=[made.consultation.pk, "departement", "xlsx"])
    return Case(made.where.steward, address, {}, "Stryk setningen.", "remarks.exported")


def text_of(content: bytes) -> str:
    """What stands in the file, whatever kind it is."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    return str(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


@pytest.fixture
def long_lists(monkeypatch) -> None:
    monkeypatch.setattr(lists, "ROWS_WHILE_WAITING", 0)


@pytest.mark.parametrize("make", [payments, needs, pilots, people, remarks])
def test_long_list_is_a_job_with_the_same_file(
    make: Callable[[], Case], client_for: Callable[[User], Client], monkeypatch
) -> None:
    """Owner, kind, progress, result file; found again on «Mine jobber»; written in the log when it is made."""
    case = make()
    client = client_for(case.user)
    at_once = text_of(client.post(case.address, case.fields).getvalue())
    monkeypatch.setattr(lists, "ROWS_WHILE_WAITING", 0)

    answer = client.post(case.address, case.fields)
    ordered = Job.objects.get()
    done = run_job(pk=ordered.pk, clock=timezone.now)

    assert case.word in at_once
    assert answer["Location"] == ordered.get_absolute_url()
    assert (done.owner, done.state, done.progress) == (case.user, JobState.DONE, 100)
    fetched = client.get(done.result.get_absolute_url())
    assert text_of(b"".join(fetched.streaming_content)) == at_once
    assert Event.objects.filter(type=case.event).count() == 2
    assert done.title in client.get("/jobber/").content.decode()


def test_same_list_is_not_ordered_twice_at_once(long_lists, client_for) -> None:
    """One of a kind for an object at a time: the second press is told, another filter is another list."""
    case = needs()
    client = client_for(case.user)

    answers = [client.post(case.address, {"query": query}).status_code for query in ("q=F", "q=F", "q=Fi")]

    assert (answers, Job.objects.count()) == ([302, 409, 302], 2)


def test_list_is_made_anew_and_shows_only_what_its_owner_may_see_by_then(long_lists, client_for) -> None:
    """Who has lost the right while the job waited gets a sentence and no file."""
    case = needs()
    client_for(case.user).post(case.address, case.fields)
    case.user.memberships.update(roles=[Role.EMPLOYEE])

    ended = run_job(pk=Job.objects.get().pk, clock=timezone.now)

    assert (ended.state, ended.result, ended.error) == (
        JobState.FAILED, None, "Du har ikke lenger tilgang til dette."
    )  # fmt: skip


def test_cancelled_list_leaves_no_file_and_nothing_in_the_log(long_lists, client_for) -> None:
    case = needs()
    client = client_for(case.user)
    client.post(case.address, case.fields)
    job = Job.objects.get()

    client.post(f"{job.get_absolute_url()}avbryt/")

    assert run_job(pk=job.pk, clock=timezone.now) is None
    assert (Job.objects.get().state, Event.objects.filter(type=case.event).count()) == (JobState.CANCELLED, 0)


def test_progress_is_told_while_the_rows_are_written(long_lists, monkeypatch) -> None:
    """The lease is kept by the rows, however many there are."""
    from portal import progress

    heard: list[int] = []
    monkeypatch.setattr(progress, "ROWS_A_STEP", 1)
    factories_workinggroup.released_need(title="Én")
    factories_workinggroup.released_need(title="To")
    owner = factories.member(Role.MEMBER)
    job = order_job(
        kind=NEEDS_LIST.kind, title="Behov", by=owner, at=timezone.now(), extension="csv", query=""
    )

    NEEDS_LIST.fill(job, heard.append)

    assert heard == [0, 47]


def test_list_is_in_its_owners_language(long_lists, client_for) -> None:
    """The file of a job says what the page says, though a worker writes it."""
    case = needs()
    User.objects.filter(pk=case.user.pk).update(language="en")
    order_job(kind=NEEDS_LIST.kind, title="Behov", by=case.user, at=timezone.now(), extension="csv", query="")

    done = run_job(pk=Job.objects.get().pk, clock=timezone.now)

    assert text_of(done.result.path.read_bytes()).splitlines()[0].split(";")[1] == "Needs"


def test_word_waits_for_fewer_rows() -> None:
    """A row in Word takes longer than one in a spreadsheet."""
    from guidelines.filling import remarks_file

    made = factories_consultations.sent()
    asked = {"consultation": made.consultation.pk, "order": "del"}

    most = [remarks_file(made.where.steward, **asked, extension=kind).most for kind in ("xlsx", "docx")]

    assert most == [None, 200]


def test_short_list_makes_no_job(client_for) -> None:
    case = needs()

    answer = client_for(case.user).post(case.address, case.fields)

    assert (answer["Content-Disposition"], Job.objects.count()) == ('attachment; filename="behov.csv"', 0)
    with pytest.raises(AlreadyUnderWay):
        for _n in range(2):
            order_job(kind=NEEDS_LIST.kind, title="x", by=case.user, at=timezone.now(), subject_key="x")
