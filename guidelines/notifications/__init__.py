"""What the guidelines remind of, tell, and chase."""

from guidelines.notifications import consultations, publication


def declare() -> None:
    """Add the rules of the app; called from AppConfig.ready()."""
    consultations.declare()
    publication.declare()
