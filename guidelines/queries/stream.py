"""What the pages and the feeds of the stream show."""

import calendar
import datetime
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractMonth

from guidelines.citations import Citation
from guidelines.models import (
    FeedAddress,
    Guideline,
    ItemCitation,
    ItemDelivery,
    Section,
    StreamItem,
)
from guidelines.states import GONE_ITEMS, IN_FORCE, READABLE_ITEMS, ItemKind, Language
from portal.dates import OSLO, oslo_date
from portal.formatting import month_name
from portal.people.models import Membership, Organisation, User
from portal.people.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from guidelines.models.stream import StreamItemQuerySet
    from portal.people.models import UserQuerySet

IN_FEED = 30
LEAST_SHARE = 25  # per cent of each form of Norwegian in a year


def hash_of_secret(secret: str) -> str:
    """The SHA-256 of a secret address: only this is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_items(user: "User", *, kind: str = "", audience: str = "", tag: str = "") -> "StreamItemQuerySet":
    """What readers meet, newest first, perhaps of one kind, for one group, with one tag."""
    found = StreamItem.objects.visible_to(user).live()
    if kind:
        found = found.filter(kind=kind)
    if audience:
        found = found.filter(audience__in=[audience, "everyone"])
    return found.filter(tags__contains=[tag]) if tag else found


def items_at_work(user: "User") -> "StreamItemQuerySet":
    """What is not out yet, for those who run the stream: the nearest day first."""
    found = StreamItem.objects.visible_to(user).exclude(state__in=READABLE_ITEMS).select_related("editor")
    return found.order_by("publish_at", "planned_on", "pk")


@dataclass(frozen=True)
class Day:
    """A day of the editorial calendar; `items` is empty for most."""

    date: datetime.date
    is_of_month: bool
    items: tuple[StreamItem, ...]


def month_of(user: "User", first: datetime.date) -> list[list[Day]]:
    """The weeks of a month, Monday first, with what was, is or is planned to be out each day; one query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    placed: dict[datetime.date, list[StreamItem]] = {}
    for item in items_between(user, weeks[0][0], weeks[-1][-1]):
        placed.setdefault(day_of(item), []).append(item)
    return [
        [Day(date, date.month == first.month, tuple(placed.get(date, ()))) for date in week] for week in weeks
    ]


def day_of(item: StreamItem) -> datetime.date:
    """The Oslo day the item stands on in the calendar: out, else its minute, else the day it is planned for."""
    moment = item.published_at or item.publish_at
    return oslo_date(moment) if moment else item.planned_on or oslo_date(item.made_at)


def items_between(user: "User", first: datetime.date, last: datetime.date) -> list[StreamItem]:
    """Items with a day in the period (Oslo dates, both included)."""
    begin = datetime.datetime.combine(first, datetime.time.min, OSLO)
    end = datetime.datetime.combine(last, datetime.time.max, OSLO)
    dated = Q(published_at__range=(begin, end)) | Q(published_at=None, publish_at__range=(begin, end))
    planned = Q(published_at=None, publish_at=None, planned_on__range=(first, last))
    found = StreamItem.objects.visible_to(user).exclude(state__in=GONE_ITEMS).filter(dated | planned)
    return sorted(found.select_related("editor"), key=day_of)


@dataclass(frozen=True)
class Cadence:
    """How long it is since something came out; `days` is None when nothing has (domain.md N-01)."""

    last_on: datetime.date | None
    days: int | None

    @property
    def is_quiet(self) -> bool:
        """Time for the editors to do something (features.md G20)."""
        return self.days is None or self.days > settings.STREAM_QUIET_DAYS

    @property
    def is_silent(self) -> bool:
        """Longer than «jevnlig» (domain.md N-01)."""
        return self.days is None or self.days > settings.STREAM_SILENT_DAYS


def cadence(today: datetime.date) -> Cadence:
    """How the stream runs on the Oslo date; one query."""
    last = StreamItem.objects.filter(state__in=READABLE_ITEMS).aggregate(last=Max("published_at"))["last"]
    last_on = oslo_date(last) if last else None
    return Cadence(last_on, (today - last_on).days if last_on else None)


@dataclass(frozen=True)
class Year:
    """What came out in a year: by month and kind, and the share of each form of Norwegian (domain.md N-05)."""

    year: int
    by_month: dict[int, Counter[str]]
    languages: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.languages.values())

    @property
    def shares(self) -> list[tuple[str, int, int, bool]]:
        """(label, count, per cent, is below the least share) for bokmål and nynorsk."""
        return [
            (str(Language(key).label), count, share, bool(self.total) and share < LEAST_SHARE)
            for key in Language.values
            for count in [self.languages.get(key, 0)]
            for share in [round(100 * count / self.total) if self.total else 0]
        ]

    @property
    def rows(self) -> list[tuple[str, list[int], int]]:
        """(name of the month, count of each kind, sum) for each month."""
        return [
            (month_name(month), [counts[kind] for kind in ItemKind.values], sum(counts.values()))
            for month in range(1, 13)
            for counts in [self.by_month.get(month, Counter())]
        ]


def year_of(year: int) -> Year:
    """What came out in the year, also what is withdrawn since; one query."""
    out = StreamItem.objects.filter(state__in=READABLE_ITEMS, published_at__year=year)
    rows = (
        out.annotate(month=ExtractMonth("published_at", tzinfo=OSLO))
        .order_by()
        .values_list("month", "kind", "language")
        .annotate(count=Count("pk"))
    )
    by_month: dict[int, Counter[str]] = {}
    languages: Counter[str] = Counter()
    for month, kind, language, count in rows:
        by_month.setdefault(month, Counter())[kind] += count
        languages[language] += count
    return Year(year, by_month, dict(languages))


def pick_ups(items: "Sequence[StreamItem]") -> dict[int, int]:
    """How many ministries have used each item (features.md G21)."""
    used = ItemDelivery.objects.filter(item__in=items, used_at__isnull=False).order_by()
    return dict(used.values_list("item").annotate(count=Count("pk")))


def pick_ups_by_ministry() -> list[tuple[Organisation, int, int]]:
    """(ministry, used, delivered) of what is live, most used first; three queries."""
    rows = (
        ItemDelivery.objects.filter(item__in=StreamItem.objects.live())
        .order_by()
        .values_list("organisation")
        .annotate(used=Count("pk", filter=Q(used_at__isnull=False)), delivered=Count("pk"))
    )
    counts = {pk: (used, delivered) for pk, used, delivered in rows}
    bodies = Organisation.objects.filter(pk__in=counts).with_names()
    found = [(body, *counts[body.pk]) for body in bodies]
    return sorted(found, key=lambda row: (-row[1], row[0].code))


def feed_reader(secret: str) -> FeedAddress | None:
    """The open address a secret belongs to."""
    found = FeedAddress.objects.open().filter(token_hash=hash_of_secret(secret))
    return found.select_related("organisation").first()


def feed_items() -> list[StreamItem]:
    """The newest items, as feeds have them."""
    return list(StreamItem.objects.live().select_related("editor")[:IN_FEED])


def feed_mark() -> str:
    """Changes when the feeds do: something came out, went down, or was another thing; one query."""
    shown = StreamItem.objects.live().values_list("pk", "revision", "published_at")[:IN_FEED]
    return hashlib.blake2b(repr(list(shown)).encode(), digest_size=16).hexdigest()


def items_that_cite(guideline: Guideline, anchors: "Sequence[str]") -> "Iterable[Citation]":
    """The stream's own citations, for the register of them (features.md, moonshot 14)."""
    found = ItemCitation.objects.filter(guideline=guideline, anchor__in=anchors)
    for one in found.exclude(item__state__in=GONE_ITEMS).select_related("item"):
        yield Citation(
            key=f"guidelines.streamitem:{one.item_id}",
            anchor=one.anchor,
            title=one.item.title,
            url=one.item.get_absolute_url(),
            organisation_id=one.item.organisation_id,
        )


def editors_of(organisation: Organisation | None, on: datetime.date) -> "UserQuerySet":
    """Those who may answer for an item: the editors and coordinators of the body on the Oslo date."""
    held = Membership.objects.held_on(on).filter(
        organisation=organisation, roles__overlap=[Role.EDITOR.value, Role.COORDINATOR.value]
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def citations_in(item: StreamItem, user: "User") -> list[Section]:
    """The sections in force that the item shows to; two queries."""
    pairs = set(item.citations.values_list("guideline", "anchor"))
    if not pairs:
        return []
    held = Section.objects.visible_to(user).filter(
        version__state__in=IN_FORCE, version__guideline__in={pk for pk, _anchor in pairs}
    )
    found = held.select_related("version__guideline")
    return [one for one in found if (one.version.guideline_id, one.anchor) in pairs]


def delivery_to(item: StreamItem, user: "User") -> ItemDelivery | None:
    """The item as it was delivered to the user's own ministry."""
    return item.deliveries.filter(organisation=user.organisation).first()


def newest(user: "User", count: int) -> list[StreamItem]:
    """The newest items that the user may read."""
    return list(live_items(user)[:count])
