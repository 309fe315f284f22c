"""A mail that comes back is shown to whoever sent it (issue of the outbox: bounce or refusal on the sender's page)."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.events import Event
from portal.notifications.bounces import read_bounce
from portal.notifications.models import OutgoingMail
from portal.notifications.states import MailState
from portal.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> OutgoingMail:
    now = timezone.now()
    sender = factories.member(Role.COORDINATOR)
    return OutgoingMail.objects.create(
        mailbox=sender.organisation, address="post@kld.example.test", sender=sender, subject="Påminnelse",
        state=MailState.SENT, sent_at=now, created_at=now, next_at=now,
    )  # fmt: skip


def message(mail_id: str, action: str = "failed") -> bytes:
    """A delivery status as mail servers write it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@example.test
To: portalen@example.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grense"

--grense
Content-Type: text/plain

Your message could not be delivered.
--grense
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; post@kld.example.test
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <post@kld.example.test>: Recipient address
 rejected: User unknown

--grense
Content-Type: text/rfc822-headers

Message-ID: <{mail_id}@ki-portalen>
Subject: =?utf-8?q?P=C3=A5minnelse?=
--grense--
""".encode()


def note(content: bytes, tmp_path) -> str:
    path, told = tmp_path / "bounce.eml", io.StringIO()
    path.write_bytes(content)
    call_command("note_bounce", str(path), stdout=told)
    return told.getvalue()


def test_bounce_stands_on_the_senders_page(mail, tmp_path, client_for) -> None:
    note(message(str(mail.public_id)), tmp_path)

    mail.refresh_from_db()
    page = client_for(mail.sender).get("/varsler/sendt/").content.decode()
    assert mail.state == MailState.PARKED
    assert mail.error.startswith("5.1.1 smtp; 550 5.1.1")
    assert "User unknown" in page


@pytest.mark.parametrize(
    "content", [b"", b"Subject: Ute av kontoret\n\nJeg er borte.", message("x"), b"\xff\xfe\x00"]
)
def test_other_mail_is_left_alone(content: bytes, tmp_path) -> None:
    assert "nothing is noted" in note(content, tmp_path)


def test_a_late_delivery_is_no_bounce(mail) -> None:
    assert read_bounce(message(str(mail.public_id), action="delayed")) is None


def test_unknown_mail_is_a_sentence(tmp_path) -> None:
    with pytest.raises(CommandError, match="no mail of that number"):
        note(message("00000000-0000-4000-8000-000000000000"), tmp_path)


def test_bounce_of_a_mail_that_is_sent_again_is_only_its_last_words(mail, tmp_path) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.QUEUED)

    note(message(str(mail.public_id)), tmp_path)

    mail.refresh_from_db()
    assert (mail.state, mail.error[:5]) == (MailState.QUEUED, "5.1.1")


def test_operator_writes_that_a_mail_came_back_and_its_sender_sees_it(mail, client_as, client_for) -> None:
    """A later bounce, registered by hand with its words."""
    operator = client_as(Role.OPERATOR)
    page = operator.get(mail.get_absolute_url()).content.decode()

    operator.post(f"{mail.get_absolute_url()}retur/", {"said": "550 Postboksen er full"})

    mail.refresh_from_db()
    seen = client_for(mail.sender).get("/varsler/sendt/").content.decode()
    assert ("Kom e-posten i retur?" in page, mail.state) == (True, MailState.PARKED)
    assert "550 Postboksen er full" in seen
    assert Event.objects.get(type="mail.bounced").actor_name == str(operator.user)


def test_return_without_words_is_asked_for(mail, client_as) -> None:
    answer = client_as(Role.OPERATOR).post(f"{mail.get_absolute_url()}retur/", {"said": " "})

    mail.refresh_from_db()
    assert (answer.status_code, mail.state) == (422, MailState.SENT)
    assert "Skriv hva som står i returen." in answer.content.decode()


def test_only_a_sent_mail_can_come_back(mail, client_as) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.QUEUED)

    answer = client_as(Role.OPERATOR).post(f"{mail.get_absolute_url()}retur/", {"said": "550"})

    assert (answer.status_code, OutgoingMail.objects.get().error) == (409, "")


def test_sender_sees_no_form_for_returns(mail, client_for) -> None:
    client = client_for(mail.sender)

    page = client.get(mail.get_absolute_url()).content.decode()

    assert "Kom e-posten i retur?" not in page
    assert client.post(f"{mail.get_absolute_url()}retur/", {"said": "550"}).status_code == 403
