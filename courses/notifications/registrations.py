"""What participants are told: their seat, an offer and its deadline, before the start, and after the end (C06, C13)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import GroupBooking, Registration, Session
from courses.models.sessions import ECHO_AFTER_DAYS, ECHO_DAYS
from courses.notifications.bookings import contacts
from courses.rules import moment_in_words
from courses.states import RegistrationState
from portal.events import Event
from portal.notifications.registry import (
    Message,
    Reminder,
    To,
    Words,
    after,
    before,
    register_message,
    register_reminder,
)
from portal.permissions import Right, roles_with

SIGNED_UP = gettext_lazy("fordi du er meldt på samlingen")
PARTICIPANTS = roles_with(Right.SIGN_UP)
CAME = gettext_lazy("fordi du var på samlingen")


def seated_in(sessions: Sequence[Session]) -> dict[int, list[To]]:
    """Those who have a seat in each session; one query."""
    return _people(Registration.objects.seated().filter(session__in=sessions), SIGNED_UP)


def not_answered_in(sessions: Sequence[Session]) -> dict[int, list[To]]:
    """Those who came and have not used their right to answer; who has, falls out by itself (domain.md K-09)."""
    return _people(Registration.objects.to_evaluate(timezone.now()).filter(session__in=sessions), CAME)


def not_echoed_in(sessions: Sequence[Session]) -> dict[int, list[To]]:
    """Those who came and have not said what they use it for; who has, falls out by itself (moonshot 20)."""
    return _people(Registration.objects.to_echo(timezone.now()).filter(session__in=sessions), CAME)


def _people(rows: QuerySet[Registration], reason: object) -> dict[int, list[To]]:
    found: dict[int, list[To]] = {}
    for session, person in rows.exclude(person=None).order_by("pk").values_list("session", "person"):
        found.setdefault(session, []).append(To(reason, person_id=person))  # type: ignore[arg-type]
    return found


def person_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The one whose registration each event is about; one query."""
    people = dict(
        Registration.objects.filter(pk__in=[event.subject_id for event in events]).values_list("pk", "person")
    )
    return {
        event.pk: [To(SIGNED_UP, person_id=person)]
        for event in events
        if (person := people.get(int(event.subject_id)))
    }


def everyone_signed_up(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """All on the list of the session that each event is about, and who has booked without names; three queries."""
    rows = Registration.objects.active().filter(session__in=[event.subject_id for event in events])
    found: dict[str, list[To]] = {}
    for session, person in rows.exclude(person=None).values_list("session", "person"):
        found.setdefault(str(session), []).append(To(SIGNED_UP, person_id=person))
    booked = list(
        GroupBooking.objects.filter(session__in=[event.subject_id for event in events], unnamed__gt=0)
    )
    told = contacts(booked)
    for booking in booked:
        found.setdefault(str(booking.session_id), []).extend(told[booking.pk])
    return {event.pk: found.get(event.subject_id, []) for event in events}


def _of(event: Event) -> Registration:
    return Registration.objects.with_session().get(pk=event.subject_id)


def step_words(event: Event) -> Words:
    """How the registration stands now, with the reason; an offer says by when."""
    registration = _of(event)
    titles = {
        RegistrationState.ASKING: _("Påmeldingen venter på lederen din: %(session)s"),
        RegistrationState.SEATED: _("Du har plass: %(session)s"),
        RegistrationState.OFFERED: _("Du har tilbud om plass: %(session)s"),
        RegistrationState.WAITING: _("Du står på venteliste: %(session)s"),
    }
    title = titles.get(RegistrationState(registration.state), _("Du er ikke lenger på listen: %(session)s"))
    return Words(
        (title % {"session": registration.session})[:200], sentence=registration.because[:500],
        url=registration.get_absolute_url(),
    )  # fmt: skip


def session_words(event: Event) -> Words:
    """What has changed, and where to look."""
    return Words(event.sentence[:200], url=reverse("session", args=[event.subject_id]))


def coming() -> QuerySet[Session]:
    """Sessions that are to be held, and that somebody has a seat in."""
    rows = Session.objects.running().filter(starts_at__gt=timezone.now(), taken__gt=0)
    return rows.select_related("course")


def coming_words(session: Session) -> Words:
    """When and where, with the entry for the calendar (domain.md K-07)."""
    where = ", ".join(part for part in (session.place, session.online_url) if part)
    return Words(
        title=(_("Snart: %(course)s") % {"course": session.course})[:200],
        sentence=_("%(when)s. Sted: %(where)s. Kan du ikke komme, meld deg av så en annen får plassen.")
        % {"when": moment_in_words(session.starts_at), "where": where},
        url=session.get_absolute_url(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        sequence=session.sequence,
    )


def to_evaluate() -> QuerySet[Session]:
    """Sessions with somebody who came and has not answered."""
    open_to = Registration.objects.to_evaluate(timezone.now()).values("session")
    return Session.objects.running().filter(pk__in=open_to).select_related("course")


def evaluation_words(session: Session) -> Words:
    """The invitation to answer; the answer has no tie to the person (domain.md K-09)."""
    return Words(
        title=(_("Hva syntes du om kurset? %(course)s") % {"course": session.course})[:200],
        sentence=_("Tre spørsmål. Svaret er anonymt, også i databasen."),
        url=reverse("my_courses"),
    )


def to_echo() -> QuerySet[Session]:
    """Sessions of a month ago with somebody who came and has not answered."""
    open_to = Registration.objects.to_echo(timezone.now()).values("session")
    return Session.objects.running().filter(pk__in=open_to).select_related("course")


def echo_words(session: Session) -> Words:
    """The question a month after; the answer has no tie to the person (domain.md K-09)."""
    return Words(
        title=(_("Hva bruker du kurset til? %(course)s") % {"course": session.course})[:200],
        sentence=_("To spørsmål, en måned etter. Svaret er anonymt, også i databasen."),
        url=reverse("my_courses"),
    )


TOLD = {
    "registration.signed_up": gettext_lazy("Du er meldt på et kurs"),
    "registration.named": gettext_lazy("Du har fått en plass som virksomheten booket"),
    "registration.approved": gettext_lazy("Lederen har godkjent påmeldingen"),
    "registration.refused": gettext_lazy("Lederen har sagt nei til påmeldingen"),
    "registration.offered": gettext_lazy("Tilbud om kursplass"),
    "registration.expired": gettext_lazy("Et tilbud om kursplass gikk ut"),
    "registration.removed": gettext_lazy("Du er tatt av en kursliste"),
}


def declare() -> None:
    """Add what participants are told; called from AppConfig.ready()."""
    for event, title in TOLD.items():
        register_message(Message(event, title, person_of_events, step_words, heard_by=PARTICIPANTS))
    register_message(
        Message("session.moved", gettext_lazy("En samling har fått ny tid eller nytt sted"), everyone_signed_up, session_words, heard_by=PARTICIPANTS)
    )  # fmt: skip
    register_message(
        Message(
            "session.cancelled",
            gettext_lazy("En samling er avlyst"),
            everyone_signed_up,
            session_words,
            heard_by=PARTICIPANTS,
        )
    )
    register_reminder(
        Reminder(
            key="session.coming", title=gettext_lazy("Samlinger du skal på"), waiting=coming,
            when=(before("starts_at", 7, 1),), to=seated_in, words=coming_words, until=0,
            each_answers=True, heard_by=PARTICIPANTS,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="session.evaluate", title=gettext_lazy("Evaluering av kurs"), waiting=to_evaluate,
            when=(after("ends_at", 1),), to=not_answered_in, words=evaluation_words, until=13, workdays=False,
            each_answers=True, heard_by=PARTICIPANTS,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="session.echo", title=gettext_lazy("Hva kurset brukes til, en måned etter"), waiting=to_echo,
            when=(after("ends_at", ECHO_AFTER_DAYS),), to=not_echoed_in, words=echo_words,
            until=ECHO_AFTER_DAYS + ECHO_DAYS - 1, workdays=False, each_answers=True,
            heard_by=PARTICIPANTS,
        )
    )  # fmt: skip
