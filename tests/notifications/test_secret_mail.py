"""The portal's own mail with a secret in it goes through the outbox, and the secret is on nobody's page."""

import re

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError
from django.test import Client

from portal.errors import StepRefused
from portal.notifications import outbox
from portal.notifications.actions import post_secret, resend_mail
from portal.notifications.models import OutgoingMail
from portal.notifications.states import MailState
from portal.people.models import User
from portal.people.roles import Role
from tests import factories
from tests.notifications.conftest import NOW

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+/konto/passord/nytt/\S+")


@pytest.fixture(autouse=True)
def _on_a_wednesday(time_machine, settings) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.MAIL_DRY_RUN, settings.MAIL_ALLOWED_DOMAINS = False, []
    settings.LOCAL_LOGIN = True


@pytest.fixture
def person() -> User:
    made = factories.member(Role.CONTROLLER)
    made.set_password("Det-gamle-passordet-2024")
    made.save()
    return made


@pytest.fixture
def asked(person) -> OutgoingMail:
    """The person has asked for a new password."""
    answer = Client().post("/konto/passord/glemt/", {"email": person.email})
    assert answer.status_code == 302
    return OutgoingMail.objects.get()


def test_new_password_is_asked_for_and_sent_by_the_outbox(asked, person) -> None:
    """Nothing leaves past the outbox; what leaves has a link that works, and the row's Message-ID."""
    before = list(django_mail.outbox)

    counts = outbox.send_ready()

    sent = django_mail.outbox[0]
    link = LINK.search(sent.body)[0]
    assert (before, counts["sent"], sent.to) == ([], 1, [person.email])
    assert sent.extra_headers["Message-ID"] == asked.message_id
    assert link in sent.alternatives[0][0]
    assert Client().get(link, follow=True).status_code == 200
    assert 'name="password1"' in Client().get(link, follow=True).content.decode()


def test_link_is_on_nobodys_page_before_and_after(asked, client_as) -> None:
    client, secret = client_as(Role.OPERATOR), LINK.search(asked.secret)[0]
    pages = []
    for _n in range(2):
        pages += [client.get(url).content.decode() for url in (asked.get_absolute_url(), "/drift/utboks/")]
        outbox.send_ready()

    assert [page for page in pages if secret.split("/")[-2] in page] == []
    assert "Teksten vises ikke" in pages[0]


def test_secret_is_erased_when_the_mail_has_left(asked) -> None:
    outbox.send_ready()

    row = OutgoingMail.objects.get()
    assert (row.state, row.secret, LINK.search(row.body)) == (MailState.SENT, "", None)


def test_dry_run_sends_no_link_and_keeps_none(asked, settings) -> None:
    """Before, a test installation sent it past the switch."""
    settings.MAIL_DRY_RUN = True

    outbox.send_ready()

    row = OutgoingMail.objects.get()
    assert (row.state, row.secret, django_mail.outbox) == (MailState.WITHHELD, "", [])


def test_server_that_is_away_is_tried_again_with_the_same_text(asked, settings, time_machine) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    outbox.send_ready()
    failed = OutgoingMail.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(failed.next_at, tick=False)

    outbox.send_ready()

    assert (failed.state, failed.secret) == (MailState.QUEUED, asked.secret)
    assert LINK.search(django_mail.outbox[0].body)


def test_given_up_mail_has_no_secret_and_cannot_be_sent_again(asked, client_as, settings) -> None:
    OutgoingMail.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    outbox.send_ready()
    client, row = client_as(Role.OPERATOR), OutgoingMail.objects.get()

    page = client.get(row.get_absolute_url()).content.decode()

    assert (row.state, row.secret, "Send på nytt" in page) == (MailState.PARKED, "", False)
    assert "må be om en ny" in page
    with pytest.raises(StepRefused, match="Innholdet er slettet"):
        resend_mail(mail=row, by=client.user, at=NOW)


def test_database_keeps_no_secret_of_a_mail_that_is_over(asked) -> None:
    with pytest.raises(IntegrityError, match="secret_is_gone_when_no_more_tries_are_made"):
        OutgoingMail.objects.update(state=MailState.WITHHELD)


def test_person_is_written_to_in_their_own_language(person) -> None:
    person.language = "nn"
    person.save()
    Client().post("/konto/passord/glemt/", {"email": person.email})

    outbox.send_ready()

    assert django_mail.outbox[0].subject == "Nytt passord til KI-portalen"
    assert "Nokon har bede om" in django_mail.outbox[0].body
    assert '<html lang="nn">' in django_mail.outbox[0].alternatives[0][0]


def test_stranger_who_asks_puts_nothing_in_the_outbox(db) -> None:
    answer = Client().post("/konto/passord/glemt/", {"email": "ingen@example.test"})

    assert (answer.status_code, OutgoingMail.objects.count()) == (302, 0)


def test_text_of_a_stranger_is_shown_as_text(person) -> None:
    """What stands in the mail is drawn as text, never as HTML."""
    post_secret(person=person, subject="Emne\r\nBcc: x@example.test", text="<b>hei</b>", at=NOW)

    outbox.send_ready()

    assert django_mail.outbox[0].subject == "Emne Bcc: x@example.test"
    assert "&lt;b&gt;hei&lt;/b&gt;" in django_mail.outbox[0].alternatives[0][0]
