"""The outbox: one mail per recipient, claimed, tried again, parked, and never to those who have answered."""

import datetime
import threading
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.notifications import outbox
from portal.notifications.models import Deadline, Notice, OutgoingMail, Preference
from portal.notifications.reminders import remind
from portal.notifications.states import Delivery, MailState, NoticeState
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine, settings) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.MAIL_DRY_RUN = False
    settings.MAIL_ALLOWED_DOMAINS = []


@pytest.fixture
def reminded(the_rule, deadline, keeper) -> Deadline:
    """A deadline in three days, of which the keeper is reminded."""
    one = deadline(days=3)
    remind(rule=the_rule, now=NOW)
    return one


def gather_and_send(now: datetime.datetime = NOW) -> dict[str, int]:
    outbox.gather(now=now)
    return outbox.send_ready()


def test_mail_says_what_when_where_and_why(reminded, keeper) -> None:
    """X03: each says *fordi du …*; HTML and text; a calendar file where there is a date."""
    gather_and_send()

    sent = django_mail.outbox[0]
    html = sent.alternatives[0][0]
    assert (sent.to, sent.subject) == ([keeper.email], "Frist 1")
    for body in (sent.body, html):
        assert "lørdag 18. januar 2025" in body
        assert "Du får dette fordi du følger opp fristene i virksomheten din." in body
        assert "/frister/" in body
    assert [(name, kind) for name, _content, kind in sent.attachments] == [("frister.ics", "text/calendar")]
    assert "DTSTART;VALUE=DATE:20250118" in sent.attachments[0][1]


def test_mail_loads_nothing_from_elsewhere_and_needs_no_styles(reminded) -> None:
    """Readable in Outlook: tables and attributes, no style sheets, no pictures, no script."""
    gather_and_send()

    html = django_mail.outbox[0].alternatives[0][0]
    assert [word for word in ("<img", "<style", "style=", "<script", "<link", "url(") if word in html] == []


def test_message_id_comes_from_the_row(reminded) -> None:
    gather_and_send()

    row = OutgoingMail.objects.get()
    assert django_mail.outbox[0].extra_headers["Message-ID"] == row.message_id
    assert (row.state, row.sent_at) == (MailState.SENT, NOW)


def test_a_hundred_reminders_in_the_same_second_are_one_mail(the_rule, deadline, keeper) -> None:
    """100 reminders due in the same second for one person: one digest."""
    for _n in range(100):
        deadline(days=25)
    remind(rule=the_rule, now=NOW)

    gather_and_send()

    assert [message.subject for message in django_mail.outbox] == ["100 påminnelser fra KI-portalen"]


def test_two_missed_reminders_of_the_same_thing_are_one_line(reminded) -> None:
    """Nobody is nagged."""
    gather_and_send()

    assert (Notice.objects.count(), django_mail.outbox[0].body.count("Frist 1")) == (3, 1)


def test_digest_waits_until_eight_on_the_next_working_day(the_rule, deadline, keeper) -> None:
    """X03: five events → one mail at 08.00, each with its reason."""
    Preference.objects.create(person=keeper, kind="", delivery=Delivery.DIGEST)
    friday = at(2025, 1, 17, 9)
    for _n in range(5):
        deadline(days=25)
    remind(rule=the_rule, now=friday)

    before = [outbox.gather(now=moment) for moment in (friday, at(2025, 1, 18, 8), at(2025, 1, 20, 7))]

    assert (before, outbox.gather(now=at(2025, 1, 20, 8))) == ([0, 0, 0], 1)
    assert Notice.objects.filter(mail=OutgoingMail.objects.get()).count() == 5


def test_digest_comes_at_eight_in_summer_too(the_rule, deadline, keeper) -> None:
    """Clock change: 08.00 in Oslo is 06.00 UTC after 30 March 2025 and 07.00 UTC before."""
    from portal.notifications.recipients import ready_at

    winter, summer = (ready_at(Delivery.DIGEST, now=at(2025, 3, day)) for day in (27, 28))

    assert [moment.astimezone(datetime.UTC).hour for moment in (winter, summer)] == [7, 6]


def test_only_in_the_portal_means_no_mail(the_rule, deadline, keeper) -> None:
    Preference.objects.create(person=keeper, kind="deadline.due", delivery=Delivery.PORTAL_ONLY)
    deadline(days=25)
    remind(rule=the_rule, now=NOW)

    assert (outbox.gather(now=NOW), Notice.objects.get().state) == (0, NoticeState.LISTED)


def test_whoever_has_answered_before_the_mail_goes_gets_none(reminded, keeper) -> None:
    """0 to a person who had already answered."""
    outbox.gather(now=NOW)
    Deadline.objects.update(met_at=NOW, met_by=keeper)

    counts = outbox.send_ready()

    assert (counts["withdrawn"], counts["sent"], django_mail.outbox) == (1, 0, [])
    assert OutgoingMail.objects.get().state == MailState.WITHDRAWN_UNSENT


def test_a_date_that_moved_before_the_mail_goes_takes_the_mail_back(reminded) -> None:
    outbox.gather(now=NOW)
    Deadline.objects.update(due_on=datetime.date(2025, 6, 2))

    assert outbox.send_ready()["withdrawn"] == 1


def test_object_that_was_deleted_before_the_mail_goes_sends_nothing(reminded) -> None:
    """A rule whose object was deleted."""
    outbox.gather(now=NOW)
    Deadline.objects.all().delete()

    counts = outbox.send_ready()

    assert (counts["withdrawn"], counts["sent"], django_mail.outbox) == (1, 0, [])


def test_rule_that_no_app_has_any_more_sends_nothing(reminded) -> None:
    """A rule whose object was deleted, or that was itself deleted."""
    from portal.notifications.registry import REMINDERS

    outbox.gather(now=NOW)
    rule = REMINDERS.pop("deadline.due")
    try:
        Notice.objects.update(rule="chase:nobody.knows")
        counts = outbox.send_ready()
    finally:
        REMINDERS["deadline.due"] = rule

    assert (counts["withdrawn"], counts["sent"]) == (1, 0)


def test_mailbox_of_a_body_gets_mail_without_a_link_to_personal_settings(the_rule, deadline, body) -> None:
    """Role mailboxes as recipients."""
    import dataclasses

    from portal.notifications.registry import REMINDERS, To

    one = deadline(days=3)
    rule = dataclasses.replace(
        the_rule, to=lambda ones: {one.pk: [To("fordi dere leverer", mailbox_id=body.pk)] for one in ones}
    )
    REMINDERS["deadline.due"] = rule
    try:
        remind(rule=rule, now=NOW)
        gather_and_send()
    finally:
        REMINDERS["deadline.due"] = the_rule

    assert (django_mail.outbox[0].to, one.organisation) == (["postmottak@dep.example.test"], body)
    assert "/varsler/innstillinger/" not in django_mail.outbox[0].body


def test_dry_run_sends_nothing_and_keeps_the_text(reminded, settings) -> None:
    """A dry-run switch for test installations."""
    settings.MAIL_DRY_RUN = True

    counts = gather_and_send()

    row = OutgoingMail.objects.get()
    assert (counts["withheld"], row.state, django_mail.outbox) == (1, MailState.WITHHELD, [])
    assert "Frist 1" in row.body


@pytest.mark.parametrize(("allowed", "state"), [(["example.test"], "sent"), (["dep.no"], "withheld")])
def test_only_allowed_domains_are_sent_to(reminded, settings, allowed: list[str], state: str) -> None:
    settings.MAIL_ALLOWED_DOMAINS = allowed

    gather_and_send()

    assert OutgoingMail.objects.get().state == state


# With a mail server that misbehaves -----------------------------------------------------------


class Post:
    """A mail server's memory; `refuse` is what it says to every recipient."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.refuse = ""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - the library's name
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the library's name
        from email import message_from_bytes

        self.ids.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A real SMTP server on loopback."""
    memory = Post()
    server = Controller(memory, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield memory
    server.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_mail_reaches_a_real_server(reminded, post) -> None:
    assert gather_and_send()["sent"] == 1
    assert post.ids == [OutgoingMail.objects.get().message_id]


def test_refused_recipient_is_parked_with_the_servers_words(reminded, post) -> None:
    """A recipient refused; bounce or refusal shown on the sender's page."""
    post.refuse = "550 No such user"

    gather_and_send()

    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (MailState.PARKED, 1)
    assert "550 No such user" in row.error


def test_refused_for_now_is_tried_again_later_with_longer_waits(reminded, post, time_machine) -> None:
    post.refuse = "451 Try again later"
    waits = []

    outbox.gather(now=NOW)
    for _n in range(outbox.MOST_ATTEMPTS):
        row = OutgoingMail.objects.get()
        time_machine.move_to(row.next_at, tick=False)
        outbox.send_ready()
        waits.append(OutgoingMail.objects.get().next_at - row.next_at)

    assert OutgoingMail.objects.get().state == MailState.PARKED
    assert waits[:-1] == list(outbox.BACK_OFF)


def test_server_that_is_down_costs_one_mail_a_try_and_loses_none(
    the_rule, deadline, body, settings, post, time_machine
) -> None:
    """SMTP down for an hour."""
    people = [factories.member(Role.CONTROLLER, body) for _n in range(5)]
    deadline(days=25)
    remind(rule=the_rule, now=NOW)
    outbox.gather(now=NOW)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, _free_port()
    for minute in range(0, 60, 3):
        time_machine.move_to(NOW + datetime.timedelta(minutes=minute), tick=False)
        outbox.send_ready()

    settings.EMAIL_PORT = port
    for hour in range(1, 30):
        time_machine.move_to(NOW + datetime.timedelta(hours=hour), tick=False)
        outbox.send_ready()

    assert OutgoingMail.objects.filter(state=MailState.SENT).count() == len(people)
    assert sorted(post.ids) == sorted(mail.message_id for mail in OutgoingMail.objects.all())


def test_server_that_accepts_and_hangs_is_left_after_the_time_limit(reminded, settings) -> None:
    """SMTP that accepts and hangs: the mail waits for the next try, the worker goes on."""
    import socket

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        counts = gather_and_send()

    row = OutgoingMail.objects.get()
    assert (counts["failed"], row.state, row.next_at) == (
        1,
        MailState.QUEUED,
        NOW + datetime.timedelta(minutes=1),
    )


def test_worker_that_died_with_a_mail_leaves_it_for_another_after_the_lease(reminded) -> None:
    """The lease: the same row, and so the same Message-ID."""
    outbox.gather(now=NOW)
    taken = outbox.claim(now=NOW)

    assert outbox.claim(now=NOW + datetime.timedelta(minutes=4)) is None
    again = outbox.claim(now=NOW + datetime.timedelta(minutes=5))
    assert (again.message_id, again.attempts) == (taken.message_id, 2)


def test_sending_asks_the_same_number_of_questions_for_few_and_many_notices(
    the_rule, deadline, keeper
) -> None:
    deadline(days=25)
    remind(rule=the_rule, now=NOW)
    outbox.gather(now=NOW)
    with CaptureQueriesContext(connection) as few:
        outbox.send_ready()
    for _n in range(30):
        deadline(days=25)
    remind(rule=the_rule, now=NOW)
    outbox.gather(now=NOW)

    with CaptureQueriesContext(connection) as many:
        outbox.send_ready()

    assert len(many) == len(few)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_mail_once(the_rule, deadline, body, post) -> None:
    """Claimed with SKIP LOCKED: no mail goes twice while all are well."""
    for _n in range(40):
        factories.member(Role.CONTROLLER, body)
    deadline(days=25)
    remind(rule=the_rule, now=NOW)
    outbox.gather(now=NOW)

    def send() -> None:
        try:
            outbox.send_ready()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(post.ids), len(set(post.ids))) == (40, 40)
