"""A leader is told or asked, reminded while they have not answered, and then the keeper sees it (features.md C10)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Registration
from courses.notifications.outlines import KEEPER
from courses.rules import moment_in_words
from portal.dates import oslo_today
from portal.events import Event
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Message,
    Reminder,
    To,
    Words,
    after,
    register_message,
    register_reminder,
)
from portal.people.roles import Role

LEADER = gettext_lazy("fordi deltakeren har valgt deg som leder")
SILENT_DAYS = 7
# Whoever acts for the same body can be chosen.
COLLEAGUES = list(Role)


def leaders_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The leader of the registration that each event is about, where there is one; one query."""
    rows = Registration.objects.filter(pk__in=[event.subject_id for event in events], leader__isnull=False)
    leaders = dict(rows.values_list("pk", "leader"))
    return {
        event.pk: [To(LEADER, person_id=leader)]
        for event in events
        if (leader := leaders.get(int(event.subject_id)))
    }


def leaders_of(registrations: Sequence[Registration]) -> dict[int, list[To]]:
    """The leader of each registration."""
    return {one.pk: [To(LEADER, person_id=one.leader_id)] for one in registrations if one.leader_id}


def keepers_of_registrations(registrations: Sequence[Registration]) -> dict[int, list[To]]:
    """The course managers of the body that keeps each course; one query."""
    bodies = {one.pk: one.session.course.outline.organisation_id for one in registrations}
    people = holders(set(bodies.values()), [Role.COURSE_MANAGER], reason=KEEPER, on=oslo_today())
    return {pk: people.get(body, []) for pk, body in bodies.items()}


def waiting_for_leader() -> QuerySet[Registration]:
    """Sign-ups that a leader has not answered, to sessions that have not begun."""
    rows = Registration.objects.waiting_for_leader().filter(session__starts_at__gt=timezone.now())
    return rows.with_session().select_related(
        "person", "session__course__outline", "session__course__version", "organisation"
    )


def _said(registration: Registration) -> dict[str, object]:
    return {"person": registration.person, "session": registration.session}


def answer_title(registration: Registration) -> str:
    """The same words in the mail and in the list of things to do."""
    return _("Svar på påmeldingen: %(person)s, %(session)s") % _said(registration)


def answer_sentence(registration: Registration) -> str:
    """What hangs on the answer."""
    text = _("Uten ja får deltakeren ikke plass. Samlingen begynner %(when)s.")
    return text % {"when": moment_in_words(registration.session.starts_at)}


def leader_url(registration: Registration) -> str:
    """The leader's own page of the sign-up."""
    return reverse("leader_question", args=[registration.pk])


def answer_words(registration: Registration) -> Words:
    """Who asks, and for what."""
    return Words(answer_title(registration)[:200], answer_sentence(registration), leader_url(registration))


def silent_words(registration: Registration) -> Words:
    """What the keeper reads: that a leader is silent; the registration has who."""
    text = _("Lederen har ikke svart på en påmelding: %(session)s")
    return Words(
        (text % {"session": registration.session})[:200],
        _("Deltakeren har ikke fått plass. Ta kontakt, eller ta påmeldingen av listen."),
        registration.get_absolute_url(),
    )


def _of(event: Event) -> Registration:
    return Registration.objects.with_session().select_related("person").get(pk=event.subject_id)


def asked_words(event: Event) -> Words:
    """The question, at once."""
    return answer_words(_of(event))


def told_words(event: Event) -> Words:
    """Who has signed up for what."""
    found = _of(event)
    return Words((_("%(person)s er meldt på: %(session)s") % _said(found))[:200], url=leader_url(found))


def withdrawn_words(event: Event) -> Words:
    """Who is not coming after all."""
    found = _of(event)
    return Words((_("%(person)s er meldt av: %(session)s") % _said(found))[:200], url=leader_url(found))


TOLD = (
    ("registration.leader_asked", gettext_lazy("En påmelding venter på deg som leder"), asked_words),
    ("registration.leader_told", gettext_lazy("En medarbeider er meldt på et kurs"), told_words),
    ("registration.cancelled", gettext_lazy("En medarbeider har meldt seg av et kurs"), withdrawn_words),
    (
        "registration.declined",
        gettext_lazy("En medarbeider har takket nei til en kursplass"),
        withdrawn_words,
    ),
)


def declare() -> None:
    """Add what leaders are told and asked; called from AppConfig.ready()."""
    for event, title, words in TOLD:
        register_message(Message(event, title, leaders_of_events, words, heard_by=COLLEAGUES))
    register_reminder(
        Reminder(
            key="registration.leader", title=gettext_lazy("Påmeldinger du skal svare på som leder"),
            waiting=waiting_for_leader, when=(after("signed_up_at", 2, 5),), to=leaders_of, words=answer_words,
            heard_by=COLLEAGUES,
        )
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="registration.leader_silent", title=gettext_lazy("Påmeldinger som en leder ikke har svart på"),
            waiting=waiting_for_leader, when=(after("signed_up_at", SILENT_DAYS),), to=keepers_of_registrations,
            words=silent_words, heard_by=[Role.COURSE_MANAGER],
        )
    )  # fmt: skip
