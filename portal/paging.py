"""State of a list that lives in the address: sorting and pages."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.http import QueryDict

SORT = "sort"
PAGE = "side"


@dataclass(frozen=True)
class SortHeader:
    """A column head: the address a click leads to, and the order now."""

    url: str
    order: Literal["ascending", "descending", "none"]


def sort_header_state(query: QueryDict, field: str) -> SortHeader:
    """First click sorts up, the next down; filters are kept and the page starts over."""
    now = query.get(SORT, "")
    order: Literal["ascending", "descending", "none"] = "none"
    if now == field:
        order = "ascending"
    elif now == f"-{field}":
        order = "descending"
    following = query.copy()
    following.pop(PAGE, None)
    following[SORT] = f"-{field}" if order == "ascending" else field
    return SortHeader(url=f"?{following.urlencode()}", order=order)


MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Slice:
    """Which rows a page shows, and how many there are; counting stops at a ceiling, since it costs more than showing."""

    page: int
    size: int
    total: int
    has_more: bool

    @property
    def start(self) -> int:
        return (self.page - 1) * self.size

    @property
    def stop(self) -> int:
        return self.start + self.size

    @property
    def is_capped(self) -> bool:
        return self.total > MOST_COUNTED

    @property
    def page_count(self) -> int:
        return max(1, -(-min(self.total, MOST_COUNTED) // self.size))

    @property
    def has_next(self) -> bool:
        return self.stop < self.total or self.has_more

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def slice_of(rows: QuerySet, *, page: int, size: int) -> Slice:
    """The slice for a page number from the address; one query, which counts at most a thousand rows."""
    page = max(1, min(page, 10_000))
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    return Slice(page=page, size=size, total=total, has_more=total > MOST_COUNTED)
