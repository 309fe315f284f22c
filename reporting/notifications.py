"""What is told about the year-end overview: each step to those who take the next one."""

from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.dates import oslo_date
from portal.events import Event
from portal.notifications.recipients import holders
from portal.notifications.registry import Message, To, register_message
from portal.people.roles import Role
from reporting.models import OverviewVersion

Recipients = Callable[[Sequence[Event]], Mapping[int, Sequence[To]]]


def _in_body(body: str, roles: Sequence[Role], reason: object) -> Recipients:
    """Those who hold a role in the giver or the receiver of the authority; two queries, however many events."""

    def to(events: Sequence[Event]) -> dict[int, list[To]]:
        versions = OverviewVersion.objects.filter(pk__in=[event.subject_id for event in events])
        bodies = {str(pk): found for pk, found in versions.values_list("pk", f"authority__{body}")}
        people = holders(bodies.values(), roles, reason=reason, on=oslo_date(timezone.now()))
        return {event.pk: people.get(bodies.get(event.subject_id, 0), []) for event in events}

    return to


APPROVES = gettext_lazy("fordi du godkjenner årsoversikten i virksomheten din")
KEEPS = gettext_lazy("fordi du fører regnskapet bak årsoversikten")
ASKED = gettext_lazy("fordi virksomheten din har gitt fullmakten")
PREPARERS = (Role.CONTROLLER, Role.APPROVER)

MESSAGES = (
    Message(
        "overview.checked",
        gettext_lazy("Årsoversikten er klar til godkjenning"),
        to=_in_body("receiver", (Role.APPROVER,), APPROVES),
        heard_by=(Role.APPROVER,),
    ),
    Message(
        "overview.approved",
        gettext_lazy("Årsoversikten er godkjent"),
        to=_in_body("receiver", (Role.CONTROLLER,), KEEPS),
        heard_by=(Role.CONTROLLER,),
    ),
    Message(
        "overview.sent",
        gettext_lazy("Årsoversikten er sendt"),
        to=_in_body("giver", (Role.STEWARD,), ASKED),
        heard_by=(Role.STEWARD,),
    ),
    Message(
        "overview.received",
        gettext_lazy("Årsoversikten er mottatt"),
        to=_in_body("receiver", PREPARERS, KEEPS),
        heard_by=PREPARERS,
    ),
    Message(
        "overview.returned",
        gettext_lazy("Årsoversikten er returnert"),
        to=_in_body("receiver", PREPARERS, KEEPS),
        heard_by=PREPARERS,
    ),
)


def declare() -> None:
    """Add the messages about the overview; called from AppConfig.ready()."""
    for message in MESSAGES:
        register_message(message)
