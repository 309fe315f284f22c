"""Events become messages: chosen by type, written once (architecture.md: the event is the outbox)."""

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import translation

from portal.events import Event
from portal.notifications.models import HeardEvent, Notice
from portal.notifications.recipients import directory_of
from portal.notifications.registry import MESSAGES
from portal.notifications.reminders import make_notice

HEARD_FOR = datetime.timedelta(days=7)
MOST_EVENTS = 2_000


@transaction.atomic
def hear_events(*, now: datetime.datetime) -> int:
    """Make messages of the events that have not been heard; returns how many events.

    An event older than a week when it is written (an import of history, demo content) is no news. Whoever did
    a thing is not told of it. Nothing is made twice: the mark and the messages are one transaction, and the
    row of the mark stands in the way of a second hearing at the same moment.
    """
    heard = HeardEvent.objects.values("event_id")
    unheard = Event.objects.filter(
        type__in=list(MESSAGES), at__gte=now - HEARD_FOR, recorded_at__gte=now - HEARD_FOR
    )
    events = list(unheard.exclude(pk__in=heard).order_by("pk")[:MOST_EVENTS])
    if not events:
        return 0
    HeardEvent.objects.bulk_create([HeardEvent(event.pk) for event in events], ignore_conflicts=True)
    Notice.objects.bulk_create(_notices(events, now=now), ignore_conflicts=True)
    return len(events)


def _notices(events: list[Event], *, now: datetime.datetime) -> list[Notice]:
    by_type: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_type[event.type].append(event)
    asked = {
        event.pk: (event, recipients.get(event.pk, ()))
        for kind, group in by_type.items()
        for recipients in [MESSAGES[kind].to(group)]
        for event in group
    }
    directory = directory_of((to for _event, tos in asked.values() for to in tos), now=now)
    made = []
    for event, tos in asked.values():
        for to in directory.expanded(tos):
            if to.person_id and to.person_id == event.actor_id:
                continue
            with translation.override(directory.language_of(to)):
                made.append(
                    make_notice(
                        rule=event.type, obj=event, occurrence="event", to=to,
                        words=MESSAGES[event.type].words(event),
                        delivery=directory.delivery_of(to, event.type), now=now,
                    )
                )  # fmt: skip
    return made
