"""How many seats are free, and for whom."""

from dataclasses import dataclass, field

from django.db.models import Count

from courses.models import GroupBooking, Registration, Session


@dataclass
class Room:
    """Free seats of a session: those anyone can take, and those kept for a body (features.md C08)."""

    general: int
    kept: dict[int, int] = field(default_factory=dict)

    def take(self, organisation_id: int) -> bool:
        """Take a seat for somebody of the body, its own first; False when there is none."""
        if self.kept.get(organisation_id, 0) > 0:
            self.kept[organisation_id] -= 1
            return True
        if self.general > 0:
            self.general -= 1
            return True
        return False

    def left_for(self, organisation_id: int) -> int:
        """How many more somebody of the body can take: its own, and those anyone can."""
        return self.kept.get(organisation_id, 0) + max(0, self.general)

    @property
    def has_any(self) -> bool:
        return self.general > 0 or any(seats > 0 for seats in self.kept.values())


def room_of(session: Session) -> Room:
    """The free seats of a session that the caller has locked; at most three queries, none when all seats are held.

    Seats that a body has booked and not named are held, also of those that are reserved for it (features.md C09).
    """
    free = session.capacity - session.taken
    if free <= 0:
        return Room(0)
    reserved = dict(session.reservations.filter(released_at=None).values_list("organisation", "seats"))
    if not reserved:
        return Room(free)
    held = dict(
        Registration.objects.filter(session=session, organisation__in=reserved)
        .holding()
        .order_by()
        .values_list("organisation")
        .annotate(number=Count("pk"))
    )
    booked = dict(
        GroupBooking.objects.filter(session=session, organisation__in=reserved, unnamed__gt=0)
        .order_by()
        .values_list("organisation", "unnamed")
    )
    kept = {body: max(0, seats - held.get(body, 0) - booked.get(body, 0)) for body, seats in reserved.items()}
    return Room(free - sum(kept.values()), kept)
