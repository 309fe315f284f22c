"""What a version of the overview is about now, and what has happened since one was sent (domain.md E-24, E-29)."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection
from django.db.models import Max, QuerySet

from portal.events import Event, log_version
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.overview import Overview
from reporting.states import Outcome

if TYPE_CHECKING:
    from portal.people.models import User

KEPT_SECONDS = 60

# Sums of 64-bit marks do not care about order, so that a million rows need no sorting.
_MARK = "COALESCE(SUM(('x' || LEFT(MD5(CONCAT_WS(E'\\x1f', {parts})), 16))::BIT(64)::BIGINT), 0)"
_OF = "FROM reporting_ledgerrow r {join} WHERE r.authority_id = %s AND r.outcome = %s"
_MARKS = " UNION ALL ".join(
    f"SELECT {_MARK.format(parts=parts)} {_OF.format(join=join)}"
    for parts, join in (
        ("r.id, r.amount", ""),
        ("a.row_id, a.assignment_id, a.amount", "JOIN reporting_allocation a ON a.row_id = r.id"),
        (
            "s.row_id, s.is_additional_cost, s.reason, s.remark",
            "JOIN reporting_assessment s ON s.row_id = r.id",
        ),
        (
            "c.row_id, c.kind, c.original_id, c.original_voucher, c.from_statskonto, c.to_statskonto, c.reason",
            "JOIN reporting_correction c ON c.row_id = r.id",
        ),
    )
)

_PARTS = _MARKS.count("SELECT COALESCE")


def content_mark(authority: Authority) -> str:
    """A mark of everything the overview says: the rows, their ties, the judgements and the ceiling; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [authority.pk, Outcome.COUNTED.value] * _PARTS)
        marks = [str(mark) for (mark,) in cursor.fetchall()]
    return hashlib.sha256("|".join([str(authority.ceiling), *marks]).encode()).hexdigest()


def has_changed_since(version: OverviewVersion) -> bool:
    """Whether the ledger, the ties or the judgements now say something else than the version does."""
    return _known_mark(version.authority) != version.content


def _known_mark(authority: Authority) -> str:
    """The mark, counted again as soon as anything has happened in the portal.

    The last event is read at the same moment as the rows, so that a page never keeps what was so before it.
    """
    last = Event.objects.aggregate(last=Max("pk"))["last"]
    key = f"overview-mark:{authority.pk}:{last}:{log_version()}"
    known = cache.get(key)
    if known is None:
        known = content_mark(authority)
        cache.set(key, known, KEPT_SECONDS)
    return known


def rows_after(version: OverviewVersion) -> QuerySet[LedgerRow]:
    """Rows that count and came after the version was sealed (domain.md E-29)."""
    return (
        LedgerRow.objects.of(version.authority).counted().filter(pk__gt=version.last_row or 0).order_by("pk")
    )


@dataclass(frozen=True)
class Life:
    """The versions of one overview that a user may see."""

    versions: list[OverviewVersion]

    @property
    def open(self) -> OverviewVersion | None:
        """The one at work."""
        return next((version for version in self.versions if version.is_open), None)

    @property
    def last_sent(self) -> OverviewVersion | None:
        return next((version for version in self.versions if version.is_sent), None)

    @property
    def needs_reason(self) -> bool:
        return bool(self.versions)


def life_of(authority: Authority, user: "User") -> Life:
    """The versions, the newest first, with their people and files."""
    shown = OverviewVersion.objects.visible_to(user).of(authority).with_people().prefetch_related("files")
    return Life(list(shown.order_by("-number")))


def summary_of(overview: Overview) -> dict[str, object]:
    """The sums of the overview as they are kept in a sealed version: kroner as text."""
    sums = overview.sums
    return {
        "ceiling": str(overview.authority.ceiling),
        "by_assignment": {label: str(amount) for label, amount in sums.by_assignment.items()},
        "by_month": {str(month): str(amount) for month, amount in sums.by_month.items()},
        "by_account_group": {group: str(amount) for group, amount in sums.by_account_group.items()},
    }
