"""The operator's page, the alarms, and the nightly deletion (domain.md S-07)."""

import datetime

import pytest

from portal import operations, retention, tasks
from portal.errors import StateChanged
from portal.files import StoredFile, store_bytes
from portal.jobs.models import Job
from portal.jobs.states import JobState
from portal.notifications import outbox
from portal.notifications.actions import resend_mail
from portal.notifications.models import Alarm, Notice, OutgoingMail, RetentionReport, ScheduledRun
from portal.notifications.registry import REMINDERS
from portal.notifications.reminders import remind
from portal.notifications.states import MailState
from portal.people.roles import Role
from portal.permissions import Right
from tests import factories
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db
OLD = NOW - datetime.timedelta(days=400)


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def operator():
    return factories.member(Role.OPERATOR)


def mail(body, **fields) -> OutgoingMail:
    values = {"mailbox": body, "address": "post@example.test", "created_at": NOW, "next_at": NOW}
    return OutgoingMail.objects.create(**values | fields)


def test_alarm_rings_once_and_ends_when_all_is_well(body) -> None:
    late = mail(body, next_at=NOW - datetime.timedelta(minutes=20))
    operations.watch(now=NOW)
    operations.watch(now=NOW + datetime.timedelta(minutes=1))
    ringing = list(Alarm.objects.ringing().values_list("key", flat=True))
    late.delete()

    operations.watch(now=NOW + datetime.timedelta(minutes=2))

    assert (ringing, Alarm.objects.ringing().count(), Alarm.objects.count()) == (["outbox"], 0, 1)


def test_operators_are_told_of_alarms_by_the_same_engine(body, operator) -> None:
    mail(body, state=MailState.PARKED)
    operations.watch(now=NOW)

    remind(rule=REMINDERS["operations.alarm"], now=NOW)
    remind(rule=REMINDERS["operations.alarm"], now=NOW)

    told = [(notice.person, notice.title) for notice in Notice.objects.all()]
    assert told == [(operator, "1 e-post er satt til side etter siste forsøk.")]


def test_failed_job_full_disk_and_a_late_schedule_are_alarms(body, monkeypatch) -> None:
    owner = factories.member(Role.AUDITOR)
    Job.objects.create(
        kind="x", title="X", owner=owner, organisation=owner.organisation, state=JobState.FAILED, error="Feil.",
        created_at=NOW, seen_at=NOW, ended_at=NOW,
    )  # fmt: skip
    ScheduledRun.objects.create(task="remind", started_at=NOW - datetime.timedelta(hours=1))
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 5, "total": 100})())

    found = operations.troubles(now=NOW)

    assert sorted(found) == ["disk", "jobs", "schedule"]
    assert found["disk"] == "Bare 5 prosent av disken er ledig."


def test_scheduled_task_leaves_its_last_run(deadline, keeper) -> None:
    deadline(days=3)

    tasks.remind()

    run = ScheduledRun.objects.get(task="remind")
    assert (run.result["deadline.due"], run.error, run.ended_at) == (3, "", NOW)


def test_scheduled_task_that_fails_says_so_on_the_page(monkeypatch, operator, client_for) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("delt på null")

    monkeypatch.setattr("portal.notifications.reminders.remind_all", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.remind()

    assert "delt på null" in client_for(operator).get("/drift/").content.decode()


def test_operator_puts_a_parked_mail_back_with_the_same_message_id(
    deadline, the_rule, keeper, operator, client_for
) -> None:
    deadline()
    remind(rule=the_rule, now=NOW)
    outbox.gather(now=NOW)
    parked = OutgoingMail.objects.get()
    OutgoingMail.objects.update(state=MailState.PARKED, attempts=8, error="550 No")

    answer = client_for(operator).post(f"/drift/utboks/{parked.public_id}/send/")

    again = OutgoingMail.objects.get()
    assert (answer.status_code, again.state, again.attempts, again.message_id) == (
        302,
        MailState.QUEUED,
        0,
        parked.message_id,
    )


def test_sent_mail_is_not_sent_again(body, operator) -> None:
    sent = mail(body, state=MailState.SENT, sent_at=NOW)

    with pytest.raises(StateChanged):
        resend_mail(mail=sent, by=operator, at=NOW)


def test_nightly_deletion_takes_the_old_and_says_what_it_left(body) -> None:
    """S-07: the deletion skips what it may not take, and reports it."""
    gone, stays = mail(body, state=MailState.SENT, sent_at=OLD, created_at=OLD), mail(body, created_at=OLD)

    report = retention.delete_old(now=NOW)

    line = next(line for line in report.lines if line["what"] == "Varsler og e-post")
    assert list(OutgoingMail.objects.all()) == [stays]
    assert (line["deleted"], line["skipped"], line["why"]) == (1, 1, "De er ikke sendt.")
    assert gone.pk != stays.pk


def test_files_of_jobs_are_erased_when_their_time_is_up(settings) -> None:
    """S-07; the row keeps what was done, without the file."""
    owner = factories.member(Role.AUDITOR)
    files = [
        store_bytes(
            f"{days}".encode(), name="a.xlsx", content_type="x", right=Right.READ_LOG, organisation=owner.organisation, by=owner
        )
        for days in (31, 29)
    ]  # fmt: skip
    for file, days in zip(files, (31, 29), strict=True):
        ended = NOW - datetime.timedelta(days=days)
        Job.objects.create(
            kind="x", title="X", owner=owner, organisation=owner.organisation, state=JobState.DONE, result=file,
            created_at=ended, seen_at=ended, ended_at=ended,
        )  # fmt: skip

    retention.delete_old(now=NOW)

    assert [file.path.exists() for file in files] == [False, True]
    assert Job.objects.filter(result=None).count() == 1
    assert StoredFile.objects.get(pk=files[0].pk).erased_because == "oppbevaringstiden er ute"


def test_apps_add_their_own_rules_of_deletion(monkeypatch) -> None:
    monkeypatch.setattr(
        retention, "_rules", [lambda now: retention.Line("Prøve", "30", 2, 1, "Ikke arkivert.")]
    )

    report = retention.delete_old(now=NOW)

    assert report.lines[-1] == {
        "what": "Prøve",
        "kept": "30",
        "deleted": 2,
        "skipped": 1,
        "why": "Ikke arkivert.",
    }
    assert RetentionReport.objects.count() == 1


def test_every_task_of_the_schedule_has_a_name_in_words() -> None:
    """The operator's page and its alarms are read by people."""
    lines = operations.schedule_lines()

    assert [line.name for line in lines if "_" in line.name] == []
    assert {line.schedule for line in lines if line.name == "Finn påminnelser"} == {"hvert 5. minutt"}


def test_operators_page_asks_a_fixed_number_of_questions(body, operator, client_for) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(operator)
    client.get("/drift/utboks/")
    mail(body)
    with CaptureQueriesContext(connection) as few:
        client.get("/drift/utboks/")
    for _n in range(20):
        mail(body)

    with CaptureQueriesContext(connection) as many:
        client.get("/drift/utboks/")

    assert len(many) == len(few)
