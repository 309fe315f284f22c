"""The outbox: notices are gathered into mail, claimed with a lease, sent, tried again, parked.

A crash may send the same Message-ID twice and loses none (architecture.md). Just before a mail goes, each of
its notices is asked once more whether it still holds.
"""

import datetime
import smtplib
from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from portal.notifications.chase import still_silent
from portal.notifications.models import Notice, OutgoingMail
from portal.notifications.registry import CHASES, REMINDERS
from portal.notifications.reminders import still_holds
from portal.notifications.states import MailState, NoticeState
from portal.notifications.writing import WrittenMail, written_letter, written_mail
from portal.people.models import Organisation, User

BACK_OFF = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
MOST_ATTEMPTS = len(BACK_OFF) + 1
MOST_NOTICES = 20_000
GATHERING = 7_350_001


@transaction.atomic
def gather(*, now: datetime.datetime) -> int:
    """Put every notice that is ready into one mail per recipient; returns how many mails.

    A hundred reminders in the same second for one person are one mail. One process gathers at a time; the
    others leave at once.
    """
    if not _alone():
        return 0
    ready = Notice.objects.ready_at(now).order_by("ready_at", "pk").select_for_update(skip_locked=True)
    groups: dict[tuple[int | None, int | None, int | None], list[int]] = defaultdict(list)
    for pk, *recipient in ready.values_list("pk", "person", "mailbox", "sender")[:MOST_NOTICES]:
        groups[tuple(recipient)].append(pk)  # type: ignore[index]
    people = User.objects.in_bulk({person for person, _mailbox, _sender in groups if person})
    bodies = Organisation.objects.in_bulk({mailbox for _person, mailbox, _sender in groups if mailbox})
    mails = OutgoingMail.objects.bulk_create(
        OutgoingMail(
            public_id=uuid4(), person_id=person, mailbox_id=mailbox, sender_id=sender,
            address=people[person].email if person else bodies[mailbox].mailbox,
            language=people[person].language if person else "nb", created_at=now, next_at=now,
        )
        for person, mailbox, sender in groups
    )  # fmt: skip
    _put_in([(pk, mail.pk) for mail, pks in zip(mails, groups.values(), strict=True) for pk in pks])
    return len(mails)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERING])
        return cursor.fetchone()[0]


def _put_in(pairs: Sequence[tuple[int, int]]) -> None:
    """One statement for all: bulk_update would make a CASE with a branch for each row."""
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notice SET mail_id = pair.mail, state = %s"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS pair(notice, mail) WHERE id = pair.notice",
            [NoticeState.MAILED.value, [pair[0] for pair in pairs], [pair[1] for pair in pairs]],
        )


def claim(*, now: datetime.datetime) -> OutgoingMail | None:
    """Take the next mail for this process until the lease runs out; None when there is nothing to send."""
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.to_send_at(now)
            .order_by("next_at")
            .select_for_update(skip_locked=True)
            .first()
        )
        if mail is None:
            return None
        lease = datetime.timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        mail.state, mail.leased_until, mail.attempts = MailState.SENDING, now + lease, mail.attempts + 1
        mail.save(update_fields=["state", "leased_until", "attempts"])
    return mail


def send_ready(*, seconds: float = 50) -> dict[str, int]:
    """Send what waits, one mail at a time over one connection, until nothing waits or the time is up."""
    began, counts = timezone.now(), {"sent": 0, "failed": 0, "withdrawn": 0, "withheld": 0}
    link = get_connection()
    try:
        while timezone.now() - began < datetime.timedelta(seconds=seconds):
            mail = claim(now=timezone.now())
            if mail is None:
                break
            outcome = _send(mail, link)
            counts[outcome] += 1
            if outcome == "failed" and not mail.error[:1].isdigit():
                break  # Nobody answers there: the others wait without using up a try.
    finally:
        link.close()
    return counts


def _send(mail: OutgoingMail, link: BaseEmailBackend) -> str:
    written = _written(mail, now=timezone.now())
    if written is None:
        _finish(mail, MailState.WITHDRAWN_UNSENT)
        return "withdrawn"
    subject, text, html, attachments = written
    if not may_leave(mail.address):
        _finish(mail, MailState.WITHHELD)
        return "withheld"
    message = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [mail.address], connection=link,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    message.attach_alternative(html, "text/html")
    for name, content in attachments:
        message.attach(name, content, "text/calendar")
    try:
        link.open()
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        link.close()
        _try_again(mail, error, now=timezone.now())
        return "failed"
    _finish(mail, MailState.SENT, sent_at=timezone.now())
    return "sent"


def _written(mail: OutgoingMail, *, now: datetime.datetime) -> WrittenMail | None:
    """What is to be sent; None when nothing of it holds any more. The text of a secret is not kept with the mail."""
    if mail.secret:
        return written_letter(mail.secret, mail=mail)
    notices = _withdraw_untrue(mail, now=now)
    if not notices:
        return None
    written = written_mail(notices, mail=mail)
    mail.subject, mail.body = written[:2]
    return written


def may_leave(address: str) -> bool:
    """Whether this installation sends to the address: never in a dry run, only to allowed domains when there are any."""
    if settings.MAIL_DRY_RUN:
        return False
    domain = address.rpartition("@")[2].lower()
    return not settings.MAIL_ALLOWED_DOMAINS or domain in settings.MAIL_ALLOWED_DOMAINS


def _withdraw_untrue(mail: OutgoingMail, *, now: datetime.datetime) -> list[Notice]:
    notices = list(mail.notices.filter(state=NoticeState.MAILED).order_by("due_on", "pk"))
    untrue = {notice.pk for notice in notices} - true_notices(notices, now=now)
    if untrue:
        Notice.objects.filter(pk__in=untrue).update(state=NoticeState.WITHDRAWN)
    return [notice for notice in notices if notice.pk not in untrue]


def true_notices(notices: Sequence[Notice], *, now: datetime.datetime) -> set[int]:
    """The keys of those that still hold: reminders and chases are asked again, messages are facts."""
    groups: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.rule].append(notice)
    chases = {chase.key for chase in CHASES.values()}
    true: set[int] = set()
    for rule, group in groups.items():
        if rule in REMINDERS:
            true |= still_holds(group, now=now)
        elif rule in chases:
            true |= still_silent(group, now=now)
        else:
            true |= {notice.pk for notice in group if not rule.startswith("chase:")}
    return true


def _finish(mail: OutgoingMail, state: MailState, *, sent_at: datetime.datetime | None = None) -> None:
    mail.state, mail.sent_at, mail.leased_until, mail.error, mail.secret = state, sent_at, None, "", ""
    mail.save(update_fields=["state", "sent_at", "leased_until", "error", "subject", "body", "secret"])


def _try_again(mail: OutgoingMail, error: Exception, *, now: datetime.datetime) -> None:
    """Later, with longer and longer waits; an address that is refused for good is parked at once."""
    mail.error, mail.leased_until = said_by_server(error)[:400], None
    if is_final(error) or mail.attempts >= MOST_ATTEMPTS:
        mail.state, mail.secret = MailState.PARKED, ""
    else:
        mail.state, mail.next_at = MailState.QUEUED, now + BACK_OFF[mail.attempts - 1]
    mail.save(update_fields=["state", "next_at", "leased_until", "error", "subject", "body", "secret"])


def said_by_server(error: Exception) -> str:
    """The mail server's own words, or what happened to the connection."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(
            f"{address}: {code} {_text(said)}" for address, (code, said) in error.recipients.items()
        )
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def is_final(error: Exception) -> bool:
    """Whether trying again cannot help: the server says 5xx to the address or the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _said in error.recipients.values())
    final = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
    return final and 500 <= error.smtp_code < 600  # type: ignore[attr-defined]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def waiting_since(*, now: datetime.datetime) -> datetime.timedelta | None:
    """How long the oldest mail whose turn has come has waited; None when nothing waits."""
    oldest = OutgoingMail.objects.to_send_at(now).order_by("next_at").first()
    return now - oldest.next_at if oldest else None
