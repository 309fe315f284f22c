"""What the foreleggelser remind of, tell, and chase."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.models import Consultation, Recipient, Remark
from guidelines.rules import can_treat_remarks
from guidelines.states import OPEN_VERSIONS
from portal.dates import oslo_today
from portal.events import Event
from portal.formatting import ukedag_dato
from portal.norwegian import NorwegianOrder
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Chase,
    Message,
    Reminder,
    Silent,
    To,
    Words,
    before,
    overdue,
    register_chase,
    register_message,
    register_reminder,
)
from portal.people.roles import Role
from portal.permissions import Right, roles_with

if TYPE_CHECKING:
    from portal.people.models import User

ASKED = gettext_lazy("fordi virksomheten din er spurt i en foreleggelse")
ASSIGNED = gettext_lazy("fordi du skal vurdere merknaden")
LEADS = gettext_lazy("fordi virksomheten din har sendt foreleggelsen")


def asked(recipients: Sequence[Recipient]) -> dict[int, list[To]]:
    """The contacts of each ministry and its mailbox: the invitation is official, so the mailbox always gets it."""
    people = holders(
        {one.organisation_id for one in recipients}, [Role.MINISTRY_CONTACT], reason=ASKED, on=oslo_today()
    )
    return {
        one.pk: [*people.get(one.organisation_id, []), To(ASKED, mailbox_id=one.organisation_id)]
        for one in recipients
    }


def silent_recipients() -> QuerySet[Recipient]:
    """Those that have not answered yet; who has, falls out by itself (features.md G14)."""
    return Recipient.objects.unanswered().select_related("consultation__version__guideline")


def answer_words(recipient: Recipient) -> Words:
    """What a ministry that has not answered reads."""
    consultation = recipient.consultation
    return Words(
        title=_("Svar på foreleggelsen av %(title)s") % {"title": consultation.version.guideline.title},
        sentence=_("Send merknader eller «ingen merknader» innen %(date)s kl. 23.59.")
        % {"date": ukedag_dato(recipient.answer_by)},
        url=recipient.get_absolute_url(),
        due_on=recipient.answer_by,
    )


def asked_by_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """All recipients of the foreleggelse that each event is about."""
    by_consultation: dict[int, list[Recipient]] = {}
    wanted = {int(event.subject_id) for event in events}
    for recipient in Recipient.objects.filter(consultation__in=wanted):
        by_consultation.setdefault(recipient.consultation_id, []).append(recipient)
    reached = asked([one for found in by_consultation.values() for one in found])
    return {
        event.pk: [to for one in by_consultation.get(int(event.subject_id), []) for to in reached[one.pk]]
        for event in events
    }


def leaders_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The stewards of the sender of the foreleggelse that each event is about."""
    senders = dict(
        Consultation.objects.filter(pk__in=[event.subject_id for event in events]).values_list("pk", "sender")
    )
    people = holders(set(senders.values()), [Role.STEWARD], reason=LEADS, on=oslo_today())
    return {event.pk: people.get(senders.get(int(event.subject_id), 0), []) for event in events}


def sent_words(event: Event) -> Words:
    """The invitation: its address is the ministry's own page."""
    return Words(event.sentence[:200], url=reverse("consultation_answer", args=[event.subject_id]))


def remarks_to_assess() -> QuerySet[Remark]:
    """Remarks somebody is to assess, of a text that is not decided."""
    waiting = Remark.objects.without_outcome().filter(
        assigned_to__isnull=False, consultation__version__state__in=OPEN_VERSIONS
    )
    return waiting.with_home()


def assigned(remarks: Sequence[Remark]) -> dict[int, list[To]]:
    """Whoever each remark is given to."""
    return {remark.pk: [To(ASSIGNED, person_id=remark.assigned_to_id)] for remark in remarks}


def remark_words(remark: Remark) -> Words:
    """What the person who is to assess reads; never the ministry's words in a mail."""
    return Words(
        title=_("Vurder merknad %(number)s fra %(body)s")
        % {"number": remark.number, "body": remark.answer.recipient.code},
        sentence=str(remark.consultation.version),
        url=remark.get_absolute_url(),
        due_on=remark.due_on,
    )


def silent_bodies(consultation: Consultation) -> list[Silent]:
    """Those the chase button writes to: who has not answered at this moment, and still can."""
    recipients = who_can_answer(consultation)
    reached = asked(recipients)
    return [Silent(one.name, tuple(reached[one.pk])) for one in recipients]


def may_chase(user: "User", consultation: Consultation) -> bool:
    """Those who treat the remarks."""
    return can_treat_remarks(user, consultation)


def who_can_answer(consultation: Consultation) -> list[Recipient]:
    """The silent whose deadline is not over, or who have a link to answer after it (features.md G09)."""
    silent = (
        silent_recipients()
        .filter(consultation=consultation)
        .prefetch_related("late_links")
        .order_by(NorwegianOrder("name"), "pk")
    )
    now = timezone.now()
    return [one for one in silent if one.is_open_at(now) or one.late_link_at(now)]


def over(consultation: Consultation) -> str:
    """Ended, or past the deadline of each of the silent."""
    if not consultation.is_running:
        return _("Foreleggelsen er avsluttet, og tar ikke imot flere svar.")
    if silent_recipients().filter(consultation=consultation).exists() and not who_can_answer(consultation):
        return _("Fristen er ute for alle som ikke har svart. Gi utsatt frist først.")
    return ""


def chase_words(consultation: Consultation) -> Words:
    """What the silent read."""
    return Words(
        title=_("Svar på foreleggelsen av %(title)s") % {"title": consultation.version.guideline.title},
        sentence=_("Vi har ikke fått svar fra virksomheten din. Fristen er %(date)s kl. 23.59.")
        % {"date": ukedag_dato(consultation.due_on)},
        url=reverse("consultation_answer", args=[consultation.pk]),
        due_on=consultation.due_on,
    )


MESSAGES = (
    Message(
        "consultation.sent", gettext_lazy("En tekst forelegges virksomheten din"), asked_by_events, sent_words,
        heard_by=[Role.MINISTRY_CONTACT],
    ),
    Message(
        "consultation.taken_back", gettext_lazy("En foreleggelse er trukket"), asked_by_events, sent_words,
        heard_by=[Role.MINISTRY_CONTACT],
    ),
    Message(
        "consultation.answered", gettext_lazy("Svar på en foreleggelse"), leaders_of_events, heard_by=[Role.STEWARD]
    ),
)  # fmt: skip


def declare() -> None:
    """Add the rules of the foreleggelser; called from AppConfig.ready()."""
    register_reminder(
        Reminder(
            key="consultation.answer_due",
            title=gettext_lazy("Frist for å svare på en foreleggelse"),
            waiting=silent_recipients,
            when=(before("answer_by", 7, 2),),
            to=asked,
            words=answer_words,
            heard_by=[Role.MINISTRY_CONTACT],
            until=0,
        )
    )
    register_reminder(
        Reminder(
            key="remark.assess_due",
            title=gettext_lazy("Merknader du skal vurdere"),
            waiting=remarks_to_assess,
            when=(before("due_on", 7, 1), overdue("due_on", every=7)),
            to=assigned,
            words=remark_words,
            heard_by=roles_with(Right.WRITE_GUIDELINES),
        )
    )
    for message in MESSAGES:
        register_message(message)
    register_chase(
        Chase(
            subject=Consultation,
            title=gettext_lazy("Påminnelser om foreleggelser"),
            objects=lambda user: Consultation.objects.visible_to(user).with_parties(),
            may=may_chase,
            over=over,
            silent=silent_bodies,
            words=chase_words,
            heard_by=[Role.MINISTRY_CONTACT],
        )
    )
