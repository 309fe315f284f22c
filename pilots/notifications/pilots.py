"""What the trials remind of and tell: reviews, corrections, exemptions, and that somebody reuses."""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.models import Correction, ExperienceCard, Pilot
from pilots.states import ExemptionAnswer, Need
from portal.dates import oslo_today
from portal.events import Event
from portal.letters.models.clauses import Responsibility
from portal.notifications.recipients import holders
from portal.notifications.registry import (
    Message,
    Reminder,
    To,
    Words,
    after,
    before,
    escalate,
    register_message,
    register_reminder,
)
from portal.people.roles import Role
from portal.permissions import Right, roles_with

OWNS = gettext_lazy("fordi du er kontakt for utprøvingen")
BODY = gettext_lazy("fordi virksomheten din eier utprøvingen")
LEADS = gettext_lazy("fordi virksomheten din holder registeret over utprøvinger")
WROTE = gettext_lazy("fordi du har skrevet det som gjenbrukes")
ASKED = gettext_lazy("fordi du meldte fra om en feil")
DECIDERS = [Role.MINISTRY_CONTACT, Role.COORDINATOR]
WRITERS = [*DECIDERS, Role.MEMBER]


def owners_of(pilots: Sequence[Pilot]) -> dict[int, list[To]]:
    """The contact of each trial, or everyone who writes for its body when none is chosen."""
    people = holders(
        {one.owner_id for one in pilots if one.contact_id is None}, WRITERS, reason=BODY, on=oslo_today()
    )
    return {
        one.pk: [To(OWNS, person_id=one.contact_id)] if one.contact_id else people.get(one.owner_id, [])
        for one in pilots
    }


def keepers() -> list[To]:
    """The coordinators of the body that answers for the trials today: DSS, from 2025 DIO (domain.md A-03, T-04)."""
    today = oslo_today()
    clauses = Pilot.objects.exclude(clause=None).order_by().values("clause").distinct()
    bodies = set(
        Responsibility.objects.held_on(today)
        .filter(clause__in=clauses, organisation__isnull=False)
        .values_list("organisation", flat=True)
    )
    found = holders(bodies, [Role.COORDINATOR], reason=LEADS, on=today)
    return [to for people in found.values() for to in people]


def to_review() -> QuerySet[Pilot]:
    """The trials with a date to be looked over."""
    return Pilot.objects.exclude(review_on=None)


def waiting_corrections() -> QuerySet[Correction]:
    """Messages that nobody has answered (features.md P17)."""
    return Correction.objects.waiting().select_related("pilot")


def correction_owners(corrections: Sequence[Correction]) -> dict[int, list[To]]:
    """The owners of the entries that are said to be wrong."""
    found = owners_of([one.pilot for one in corrections])
    return {one.pk: found[one.pilot_id] for one in corrections}


def correction_keepers(corrections: Sequence[Correction]) -> dict[int, list[To]]:
    """The coordinators, when the owner has not answered in time (features.md P17)."""
    found = keepers()
    return {one.pk: found for one in corrections}


def unanswered_exemptions() -> QuerySet[Pilot]:
    """Trials that wait for an exemption from law (features.md P11); the reminder follows the day they are to begin."""
    waiting = Pilot.objects.open().filter(
        exemption=Need.YES, exemption_answer__in=["", ExemptionAnswer.PENDING]
    )
    return waiting.exclude(starts_on=None)


def old_ros() -> QuerySet[Pilot]:
    """Open trials with a ROS analysis that has a date (domain.md P-04)."""
    return Pilot.objects.open().exclude(ros_on=None)


def _by_event(
    events: Sequence[Event], reached: Callable[[set[int]], Mapping[int, list[To]]]
) -> dict[int, list[To]]:
    found = reached({int(event.subject_id) for event in events})
    return {event.pk: found.get(int(event.subject_id), []) for event in events}


def contacts_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The owners of the trials that the events are about."""
    return _by_event(events, lambda keys: owners_of(list(Pilot.objects.filter(pk__in=keys))))


def writers_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Whoever wrote the cards that the events are about."""
    return _by_event(
        events,
        lambda keys: {
            pk: [To(WROTE, person_id=by)] for pk, by in ExperienceCard.objects.filter(pk__in=keys).values_list("pk", "made_by")
        },
    )  # fmt: skip


def askers_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """Those who said that the entry was wrong, the last one answered."""
    rows = Correction.objects.filter(
        pilot__in={event.subject_id for event in events}, answered_at__isnull=False
    )
    latest = {one.pilot_id: one.by_id for one in rows.order_by("answered_at")}
    return {
        event.pk: [To(ASKED, person_id=latest[int(event.subject_id)])]
        if int(event.subject_id) in latest
        else []
        for event in events
    }


def review_words(pilot: Pilot) -> Words:
    """What the owner of an entry past its date reads."""
    return Words(
        _("Se over %(pilot)s") % {"pilot": pilot},
        _("Datoen for gjennomgang er passert."),
        pilot.get_absolute_url(),
        pilot.review_on,
    )


def correction_words(correction: Correction) -> Words:
    """What the owner reads; never the words of the message in a mail."""
    return Words(
        _("Svar på en melding om feil i %(pilot)s") % {"pilot": correction.pilot},
        _("Noen mener at oppføringen er feil. Rett den, eller skriv hvorfor den er riktig."),
        correction.get_absolute_url(),
        correction.due_on,
    )


def exemption_words(pilot: Pilot) -> Words:
    """What the owner of a trial without an answer reads."""
    return Words(
        _("Få svar om unntak fra lov: %(pilot)s") % {"pilot": pilot},
        _("Utprøvingen kan ikke starte før svaret er ført."),
        pilot.get_absolute_url(),
        pilot.starts_on,
    )


def ros_words(pilot: Pilot) -> Words:
    """What the owner of a trial with an old ROS analysis reads."""
    return Words(
        _("Oppdater ROS-analysen for %(pilot)s") % {"pilot": pilot},
        _("Analysen er mer enn et år gammel."),
        pilot.get_absolute_url(),
    )


def declare() -> None:
    """Add the rules of the trials; called from AppConfig.ready()."""
    rules = [
        Reminder("pilot.review_due", gettext_lazy("Utprøvinger som må ses over"), to_review, (after("review_on", 1),), owners_of, review_words, heard_by=WRITERS),
        Reminder(
            "pilot.correction_due", gettext_lazy("Meldinger om feil i en utprøving"), waiting_corrections,
            (before("due_on", 20, 2), escalate("due_on", after=1, to=correction_keepers, every=7)), correction_owners, correction_words,
            heard_by=WRITERS,
        ),
        Reminder(
            "pilot.exemption_due", gettext_lazy("Unntak fra lov som ikke er besvart"), unanswered_exemptions,
            (before("starts_on", 30, 7, 1),), owners_of, exemption_words, heard_by=WRITERS,
        ),
        Reminder("pilot.ros_old", gettext_lazy("ROS-analyser som er gamle"), old_ros, (after("ros_on", 366),), owners_of, ros_words, until=500, heard_by=WRITERS),
    ]  # fmt: skip
    for rule in rules:
        register_reminder(rule)
    register_message(
        Message(
            "pilot.reused",
            gettext_lazy("Noen gjenbruker utprøvingen din"),
            contacts_of_events,
            heard_by=WRITERS,
        )
    )
    register_message(
        Message(
            "card.reused",
            gettext_lazy("Noen gjenbruker erfaringen din"),
            writers_of_events,
            heard_by=roles_with(Right.SHARE_EXPERIENCES),
        )
    )
    register_message(
        Message(
            "pilot.correction_answered",
            gettext_lazy("Svar på en melding om feil"),
            askers_of_events,
            heard_by=roles_with(Right.READ_PILOTS),
        )
    )
