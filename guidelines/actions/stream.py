"""The stream: written by one, read by another, out and down at their minute, used by the ministries."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guidelines import rules
from guidelines.models import (
    FeedAddress,
    Guideline,
    ItemCitation,
    ItemDelivery,
    StreamItem,
)
from guidelines.queries.publication import channels
from guidelines.queries.stream import hash_of_secret
from guidelines.states import (
    ASK_FOR_CHECK,
    BACK_TO_DRAFT,
    BESIDE_DEPWEB,
    GO_LIVE,
    LIVE_ITEMS,
    SCHEDULE,
    TAKE_DOWN,
    TAKE_UP,
    Audience,
    Channel,
    ItemKind,
    ItemState,
    Language,
)
from portal import events
from portal.dates import oslo_date
from portal.errors import DomainError, StateChanged, refuse_if
from portal.events import record
from portal.people.models import Organisation

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.people.models import User


@dataclass(frozen=True)
class ItemText:
    """Everything an editor writes about an item; `cites` is (guideline, anchor) pairs."""

    title: str
    editor: "User"
    kind: str = ItemKind.NEWS
    language: str = Language.NB
    summary: str = ""
    body: str = ""
    audience: str = Audience.EVERYONE
    tags: tuple[str, ...] = ()
    image: "StoredFile | None" = None
    alt_text: str = ""
    is_decorative: bool = False
    video_url: str = ""
    captions_url: str = ""
    is_ai_made: bool = False
    ai_note: str = ""
    planned_on: datetime.date | None = None
    cites: Sequence[tuple[Guideline, str]] = field(default=())

    def fields(self) -> dict[str, Any]:
        """The columns of the item that say this."""
        return {
            name: list(value) if name == "tags" else value
            for name, value in vars(self).items()
            if name != "cites"
        }


class ItemChanged(DomainError):
    """Another person saved the item first; `current` is what it says now."""

    def __init__(self, current: StreamItem) -> None:
        self.current = current
        super().__init__(
            _("%(person)s lagret innslaget mens du skrev. Se hva som er endret, og lagre på nytt.")
            % {"person": current.changed_by}
        )


@transaction.atomic
def create_item(
    *, text: ItemText, by: "User", at: datetime.datetime, is_idea: bool = False, is_example: bool = False
) -> StreamItem:
    """A new idea or draft of the writer's own body (features.md G20)."""
    assert by.organisation is not None
    item = StreamItem.objects.create(
        **text.fields(), state=ItemState.IDEA if is_idea else ItemState.DRAFT, organisation=by.organisation,
        made_by=by, made_at=at, changed_by=by, changed_at=at, is_example=is_example,
    )  # fmt: skip
    _cite(item, text)
    record("stream.begun", item, sentence=f"«{item}» ble påbegynt.", by=by, at=at)
    return item


@transaction.atomic
def save_item(
    *, item: StreamItem, seen: int, text: ItemText, by: "User", at: datetime.datetime
) -> StreamItem:
    """Save what was written on top of revision `seen`.

    Raises ItemChanged when another has saved since, StateChanged when it is being checked or is out.
    """
    held = StreamItem.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=item.pk)
    if not held.can_be_written:
        raise StateChanged(
            _("Innslaget er nå «%(state)s». Ta det tilbake til utkast for å endre det.")
            % {"state": held.get_state_display()}
        )
    if held.revision != seen:
        raise ItemChanged(held)
    for name, value in text.fields().items():
        setattr(held, name, value)
    held.revision, held.changed_by, held.changed_at = seen + 1, by, at
    held.save(update_fields=[*text.fields(), "revision", "changed_by", "changed_at"])
    _cite(held, text)
    record("stream.saved", held, sentence=f"«{held}» ble endret.", by=by, at=at)
    return held


def _cite(item: StreamItem, text: ItemText) -> None:
    item.citations.all().delete()
    ItemCitation.objects.bulk_create(
        ItemCitation(item=item, guideline=guideline, anchor=anchor)
        for guideline, anchor in dict.fromkeys(text.cites)
    )


def take_up(*, item: StreamItem, by: "User", at: datetime.datetime) -> StreamItem:
    """An idea becomes a draft."""
    return TAKE_UP.apply(item, by=by, at=at)


@transaction.atomic
def ask_for_check(*, item: StreamItem, by: "User", at: datetime.datetime) -> StreamItem:
    """Ask for a second pair of eyes (domain.md N-03, N-04). Raises StepRefused with what is missing."""
    held = StreamItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.state in ASK_FOR_CHECK.sources:
        refuse_if(rules.missing_for_check(held))
    return ASK_FOR_CHECK.apply(held, by=by, at=at)


def back_to_draft(*, item: StreamItem, by: "User", at: datetime.datetime) -> StreamItem:
    """Take the item back to be written on; it must be read again, and loses its time."""
    return BACK_TO_DRAFT.apply(
        item, by=by, at=at, checked_by=None, checked_at=None, publish_at=None, withdraw_at=None
    )


@transaction.atomic
def schedule_item(
    *,
    item: StreamItem,
    publish_at: datetime.datetime,
    withdraw_at: datetime.datetime | None,
    by: "User",
    at: datetime.datetime,
) -> StreamItem:
    """Another person has read it, and gives it its minutes (features.md G20; domain.md N-06).

    A minute that has passed means at once. Raises StepRefused for one's own work, StateChanged when it is too late.
    """
    held = StreamItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.state in SCHEDULE.sources:
        refuse_if(rules.missing_for_schedule(held, by, publish_at, withdraw_at))
    done = SCHEDULE.apply(
        held, by=by, at=at, checked_by=by, checked_at=at, publish_at=publish_at, withdraw_at=withdraw_at
    )
    return _go_live(done, at=at) if publish_at <= at else done


def _go_live(item: StreamItem, *, at: datetime.datetime) -> StreamItem:
    done = GO_LIVE.apply(item, by=None, at=at, published_at=at, audience=events.Audience.EVERYONE)
    known = channels()
    ItemDelivery.objects.bulk_create(
        ItemDelivery(
            item=done, organisation=ministry, channel=known.get(ministry.pk, Channel.UNCLEAR),
            is_parallel=known.get(ministry.pk, Channel.UNCLEAR) in BESIDE_DEPWEB, delivered_at=at,
        )
        for ministry in Organisation.objects.ministries_on(oslo_date(at))
    )  # fmt: skip
    return done


def withdraw_item(*, item: StreamItem, because: str, by: "User | None", at: datetime.datetime) -> StreamItem:
    """Take an item down; its address answers 410 and says why (domain.md N-06). Raises StepRefused, StateChanged."""
    refuse_if(rules.missing_for_taking_down(because))
    return TAKE_DOWN.apply(
        item,
        by=by,
        at=at,
        withdrawn_at=at,
        withdrawn_because=because.strip(),
        audience=events.Audience.EVERYONE,
    )


def move_due(*, now: datetime.datetime) -> int:
    """Publish and take down what has reached its minute; each item in a transaction of its own, so done once.

    Two who run at once: the second skips what the first holds. A worker that dies has done nothing of the item it
    was at, and the next run does it (domain.md N-06).
    """
    due = StreamItem.objects.filter(state=ItemState.SCHEDULED, publish_at__lte=now)
    over = StreamItem.objects.filter(state__in=LIVE_ITEMS, withdraw_at__lte=now)
    moved = 0
    for pk in due.order_by("publish_at").values_list("pk", flat=True):
        moved += _move_one(pk, due, now)
    for pk in over.order_by("withdraw_at").values_list("pk", flat=True):
        moved += _move_one(pk, over, now)
    return moved


@transaction.atomic
def _move_one(pk: int, waiting: Any, now: datetime.datetime) -> int:
    item = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if item is None:
        return 0
    if item.state == ItemState.SCHEDULED:
        _go_live(item, at=now)
    else:
        withdraw_item(item=item, because="Tiden som var satt, er ute.", by=None, at=now)
    return 1


@transaction.atomic
def count_useful(*, item: StreamItem, is_useful: bool) -> None:
    """«Nyttig?»: one more yes or no. Nothing is written about who, so there is no event either."""
    name = "useful_yes" if is_useful else "useful_no"
    StreamItem.objects.live().filter(pk=item.pk).update(**{name: F(name) + 1})


@transaction.atomic
def mark_used(*, item: StreamItem, is_used: bool, by: "User", at: datetime.datetime) -> ItemDelivery:
    """A ministry says that it has used the item on its own pages, or takes it back (features.md G21)."""
    held = (
        ItemDelivery.objects.select_for_update(of=("self",))
        .filter(item=item, organisation=by.organisation)
        .first()
    )
    if held is None:
        raise StateChanged(_("Innslaget er ikke levert til virksomheten din."))
    if bool(held.used_at) == is_used:
        return held
    held.used_at, held.used_by = (at, by) if is_used else (None, None)
    held.save(update_fields=["used_at", "used_by"])
    said = "har brukt" if is_used else "har likevel ikke brukt"
    record("stream.used", item, sentence=f"{by.organisation} {said} «{item}».", by=by, at=at)
    return held


@transaction.atomic
def open_address(*, name: str, by: "User", at: datetime.datetime) -> tuple[FeedAddress, str]:
    """A secret address of the body one acts for; returns it and the secret, which is shown this once (G21)."""
    assert by.organisation is not None
    secret = secrets.token_urlsafe(32)
    made = FeedAddress.objects.create(
        organisation=by.organisation, name=name, token_hash=hash_of_secret(secret), made_by=by, made_at=at
    )
    record(
        "stream.address_opened", made, sentence=f"{by.organisation} laget en adresse til strømmen: {name}.",
        by=by, at=at, audience=events.Audience.ORGANISATION,
    )  # fmt: skip
    return made, secret


@transaction.atomic
def close_address(*, address: FeedAddress, by: "User", at: datetime.datetime) -> None:
    """Close a secret address at once."""
    if FeedAddress.objects.open().filter(pk=address.pk).update(revoked_at=at):
        record(
            "stream.address_closed", address, sentence=f"Adressen «{address}» til strømmen ble stengt.",
            by=by, at=at, organisation=address.organisation, audience=events.Audience.ORGANISATION,
        )  # fmt: skip
