"""What people do with their notices, the outbox and the calendar."""

import datetime
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.errors import StateChanged, StepRefused, refuse_if
from portal.events import Audience, record
from portal.notifications import rules
from portal.notifications.models import (
    CalendarSubscription,
    Deadline,
    Delegation,
    OutgoingMail,
    Preference,
)
from portal.notifications.queries import hash_of_secret
from portal.notifications.states import Delivery, MailState
from portal.people.models import User


@transaction.atomic
def choose_delivery(*, person: User, choices: dict[str, str], at: datetime.datetime) -> None:
    """Save how the person wants to hear of each kind («» is everything else); an empty choice follows that one.

    What they have chosen for other kinds stands.
    """
    Preference.objects.filter(person=person, kind__in=choices).delete()
    Preference.objects.bulk_create(
        Preference(person=person, kind=kind, delivery=Delivery(delivery))
        for kind, delivery in choices.items()
        if delivery
    )


@transaction.atomic
def delegate_todo(
    *, person: User, delegate: User, from_on: datetime.date, to_on: datetime.date, at: datetime.datetime
) -> Delegation:
    """Let a colleague see and be reminded of what waits for the person, from–to (Oslo dates, both included).

    Raises StepRefused when the colleague may not see it, acts for another body, or the time is taken.
    """
    refuse_if(rules.missing_for_delegation(person=person, delegate=delegate, from_on=from_on, to_on=to_on))
    try:
        with transaction.atomic():
            made = Delegation.objects.create(person=person, delegate=delegate, from_on=from_on, to_on=to_on)
    except IntegrityError as error:
        raise StepRefused(_("Du har alt et fravær i denne tiden.")) from error
    record(
        "absence.began",
        person,
        sentence=f"{delegate} er stedfortreder for {person} fra {from_on:%d.%m.%Y} til {to_on:%d.%m.%Y}.",
        by=person,
        at=at,
        audience=Audience.LOG_ONLY,
    )
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: User, at: datetime.datetime) -> None:
    """Take a stand-in away at once."""
    record(
        "absence.ended",
        delegation.person,
        sentence=f"{delegation.delegate} er ikke lenger stedfortreder for {delegation.person}.",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
    )
    delegation.delete()


@transaction.atomic
def resend_mail(*, mail: OutgoingMail, by: User, at: datetime.datetime) -> OutgoingMail:
    """Put a parked or withheld mail back in the queue, with the same Message-ID and new tries."""
    current = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if current.state not in {MailState.PARKED, MailState.WITHHELD}:
        raise StateChanged(
            _("E-posten er nå «%(state)s». Last siden på nytt.") % {"state": current.get_state_display()}
        )
    if not current.has_content:
        raise StepRefused(
            _("Innholdet er slettet. Den som skulle hatt e-posten, må be om en ny der den ble bestilt.")
        )
    before = current.state
    current.state, current.attempts, current.next_at, current.error = MailState.QUEUED, 0, at, ""
    current.save(update_fields=["state", "attempts", "next_at", "error"])
    record(
        "mail.resent",
        current,
        sentence=f"E-posten «{current}» ble lagt i køen igjen.",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
        changes={"state": [before, MailState.QUEUED]},
    )
    return current


@transaction.atomic
def post_secret(*, person: User, subject: str, text: str, at: datetime.datetime) -> OutgoingMail:
    """Put a mail with a secret in it, such as the link to a new password, in the outbox.

    The text is on nobody's page, and is erased when the mail has left or is given up.
    """
    return OutgoingMail.objects.create(
        person=person, address=person.email, language=person.language, subject=" ".join(subject.split())[:200],
        body=_("Teksten vises ikke: Den har en lenke som bare mottakeren skal ha."), secret=text,
        created_at=at, next_at=at,
    )  # fmt: skip


@transaction.atomic
def save_deadline(*, deadline: Deadline, by: User, at: datetime.datetime) -> Deadline:
    """Add or move a deadline of the calendar; a moved date is reminded of anew (domain.md E-28, S-17)."""
    before = Deadline.objects.filter(pk=deadline.pk).values_list("due_on", flat=True).first()
    deadline.save()
    record(
        "deadline.moved" if before else "deadline.added",
        deadline,
        sentence=f"Frist: {deadline.title}, {deadline.due_on:%d.%m.%Y}.",
        by=by,
        at=at,
        organisation=deadline.organisation,
        changes={"due_on": [before and before.isoformat(), deadline.due_on.isoformat()]},
    )
    return deadline


@transaction.atomic
def meet_deadline(*, deadline: Deadline, by: User, at: datetime.datetime) -> Deadline:
    """Write that what was due is delivered; the rest of its reminders are withdrawn."""
    current = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
    if current.met_at:
        raise StateChanged(_("Fristen er alt markert som levert. Last siden på nytt."))
    current.met_at, current.met_by = at, by
    current.save(update_fields=["met_at", "met_by"])
    record(
        "deadline.met", current, sentence=f"Levert: {current.title}.", by=by, at=at, organisation=current.organisation
    )  # fmt: skip
    return current


@transaction.atomic
def subscribe_calendar(*, person: User, name: str, at: datetime.datetime) -> tuple[CalendarSubscription, str]:
    """Make a secret calendar address; returns the subscription and the secret, which is shown this once."""
    secret = secrets.token_urlsafe(32)
    made = CalendarSubscription.objects.create(
        person=person, name=name, token_hash=hash_of_secret(secret), created_at=at
    )
    record(
        "calendar.subscribed",
        person,
        sentence=f"{person} laget et kalenderabonnement.",
        by=person,
        at=at,
        audience=Audience.LOG_ONLY,
    )
    return made, secret


@transaction.atomic
def revoke_calendar(*, subscription: CalendarSubscription, by: User, at: datetime.datetime) -> None:
    """Close a calendar address at once."""
    CalendarSubscription.objects.filter(pk=subscription.pk, revoked_at=None).update(revoked_at=at)
    record(
        "calendar.revoked",
        subscription.person,
        sentence=f"{subscription.person} stengte et kalenderabonnement.",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
    )


@transaction.atomic
def note_return(*, mail: OutgoingMail, said: str, by: User, at: datetime.datetime) -> OutgoingMail:
    """An operator writes that a sent mail came back, with what the return says. Only what is sent can come back."""
    held = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if held.state != MailState.SENT:
        raise StateChanged(
            _("E-posten er nå «%(state)s». Last siden på nytt.") % {"state": held.get_state_display()}
        )
    return note_bounce(mail=held, said=said, at=at, by=by)


@transaction.atomic
def note_bounce(
    *, mail: OutgoingMail, said: str, at: datetime.datetime, by: User | None = None
) -> OutgoingMail:
    """A mail came back after it was sent: it is set aside with the server's words, for its sender and the operator."""
    held = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    held.error = said[:400]
    if held.state == MailState.SENT:
        held.state = MailState.PARKED
    held.save(update_fields=["state", "error"])
    record(
        "mail.bounced", held, sentence=f"E-posten til {held.address} kom i retur: {said}"[:500], by=by, at=at,
        audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return held
