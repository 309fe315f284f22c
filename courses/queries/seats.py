"""How many seats are free, and for whom."""

from dataclasses import dataclass, field

from django.db.models import Count

from courses.models import Registration, Session


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

    @property
    def has_any(self) -> bool:
        return self.general > 0 or any(seats > 0 for seats in self.kept.values())


def room_of(session: Session) -> Room:
    """The free seats of a session that the caller has locked; two queries, none when all seats are held."""
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
    kept = {body: max(0, seats - held.get(body, 0)) for body, seats in reserved.items()}
    return Room(free - sum(kept.values()), kept)
