"""What a body has booked, and who has the seats."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from courses.models import GroupBooking, Registration, Session
from portal.events import Event

if TYPE_CHECKING:
    from portal.people.models import Organisation


def booking_of(session: Session, organisation: "Organisation | None") -> GroupBooking | None:
    """What the body has booked of the session, or None."""
    if organisation is None:
        return None
    return GroupBooking.objects.of(organisation).filter(session=session).first()


def bookings_in(session: Session) -> list[GroupBooking]:
    """The seats without a name of each body, for the organiser; two queries."""
    rows = session.bookings.filter(unnamed__gt=0).select_related("organisation")
    return list(rows.prefetch_related("organisation__names"))


def named_in(booking: GroupBooking) -> QuerySet[Registration]:
    """Those whose seat the body booked, also who has withdrawn since; by name, one query."""
    return booking.registrations.select_related("person").order_by("person__name", "pk")


def booking_log(booking: GroupBooking) -> QuerySet[Event]:
    """What was booked, named, given back and let go, in order."""
    return Event.objects.about(booking).in_order()
