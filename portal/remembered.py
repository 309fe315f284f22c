"""What is worked out once and believed until something happens: the log's mark (`portal.events`) tells."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from portal.events import LOG_VERSION, log_version

T = TypeVar("T")

REMEMBERED_SECONDS = 60


def until_something_happens(
    key: str, work_out: Callable[[], T], *, seconds: Callable[[T], int] = lambda _made: REMEMBERED_SECONDS
) -> T:
    """What `work_out` gives, kept until the next event in the portal and a minute at most; without a cache, no more.

    `key` names everything the answer depends on that is not an event; `seconds` says how long an answer may be kept.
    """
    held = cache.get_many([LOG_VERSION, key])
    version, known = held.get(LOG_VERSION), held.get(key)
    if version and known and known[0] == version:
        return known[1]
    version = version or log_version()
    made = work_out()
    cache.set(key, (version, made), seconds(made))
    return made
