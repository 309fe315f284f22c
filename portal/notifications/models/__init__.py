from portal.notifications.models.deadlines import CalendarSubscription, Deadline
from portal.notifications.models.notices import Notice, OutgoingMail
from portal.notifications.models.operations import Alarm, HeardEvent, RetentionReport, ScheduledRun
from portal.notifications.models.preferences import Delegation, Preference

__all__ = [
    "Alarm",
    "CalendarSubscription",
    "Deadline",
    "Delegation",
    "HeardEvent",
    "Notice",
    "OutgoingMail",
    "Preference",
    "RetentionReport",
    "ScheduledRun",
]
