"""What this app reminds of, tells, and chases."""

from pilots.notifications.pilots import declare as declare_pilots
from pilots.notifications.years import declare as declare_years


def declare() -> None:
    """Add all rules; called from AppConfig.ready()."""
    declare_pilots()
    declare_years()
