"""What the courses remind of and tell."""

from courses.notifications import bodies, bookings, leaders, outlines, registrations


def declare() -> None:
    """Add the rules of the app; called from AppConfig.ready()."""
    registrations.declare()
    outlines.declare()
    bodies.declare()
    bookings.declare()
    leaders.declare()
