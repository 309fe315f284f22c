"""A body's contacts are warned of booked seats without a name, and told when they are let go (features.md C09)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from courses.models import GroupBooking
from courses.rules import moment_in_words
from portal.dates import oslo_today
from portal.events import Event
from portal.notifications.recipients import holders_or_mailbox
from portal.notifications.registry import (
    Message,
    Reminder,
    To,
    Words,
    before,
    register_message,
    register_reminder,
)
from portal.people.roles import Role

CONTACTS = [Role.MINISTRY_CONTACT]
BOOKED = gettext_lazy("fordi virksomheten din har booket plasser på samlingen")


def contacts(bookings: Sequence[GroupBooking]) -> dict[int, list[To]]:
    """The contacts of each body that has booked, or its mailbox; one query."""
    bodies = {one.organisation_id for one in bookings}
    found = holders_or_mailbox(bodies, CONTACTS, reason=BOOKED, on=oslo_today())
    return {one.pk: found[one.organisation_id] for one in bookings}


def contacts_of_events(events: Sequence[Event]) -> Mapping[int, Sequence[To]]:
    """The contacts of the body whose booking each event is about; two queries."""
    found = contacts(list(GroupBooking.objects.filter(pk__in=[event.subject_id for event in events])))
    return {event.pk: found.get(int(event.subject_id), []) for event in events}


def waiting_for_names() -> QuerySet[GroupBooking]:
    """Seats without a name, of sessions that have not begun."""
    rows = GroupBooking.objects.without_names().with_deadline().filter(session__starts_at__gt=timezone.now())
    return rows.select_related("session__course", "organisation")


def names_title(booking: GroupBooking) -> str:
    """The same words in the mail and in the list of things to do."""
    text = ngettext(
        "Skriv navn på %(count)s booket plass: %(session)s",
        "Skriv navn på %(count)s bookede plasser: %(session)s",
        booking.unnamed,
    )
    return text % {"count": booking.unnamed, "session": booking.session}


def names_sentence(booking: GroupBooking) -> str:
    """What happens at the deadline."""
    text = ngettext(
        "Plassen uten navn går til ventelisten %(deadline)s.",
        "Plassene uten navn går til ventelisten %(deadline)s.",
        booking.unnamed,
    )
    return text % {"deadline": moment_in_words(booking.session.names_due_at)}


def names_words(booking: GroupBooking) -> Words:
    """How many, of what, and by when."""
    return Words(names_title(booking)[:200], names_sentence(booking), booking.get_absolute_url())


def released_words(event: Event) -> Words:
    """How many seats were let go."""
    booking = GroupBooking.objects.select_related("session__course").get(pk=event.subject_id)
    number = event.changes["unnamed"][0]
    text = ngettext(
        "%(count)s booket plass uten navn er frigitt: %(session)s",
        "%(count)s bookede plasser uten navn er frigitt: %(session)s",
        number,
    )
    return Words((text % {"count": number, "session": booking.session})[:200], url=event.url)


def declare() -> None:
    """Add the rules of booked seats; called from AppConfig.ready()."""
    register_message(
        Message("booking.released", gettext_lazy("Bookede kursplasser ble frigitt"), contacts_of_events, released_words, heard_by=CONTACTS)
    )  # fmt: skip
    register_reminder(
        Reminder(
            key="booking.names", title=gettext_lazy("Navn på bookede kursplasser"), waiting=waiting_for_names,
            when=(before("names_by", 7, 2),), to=contacts, words=names_words, until=0,
            heard_by=CONTACTS,
        )
    )  # fmt: skip
