"""`/helse/`: whether the parts of the portal answer, for the machines that watch it.

Not django-health-check's own view: that one runs each check in a thread of its own, whose database
connection nobody closes, and answers 500 where a load balancer expects 503.
"""

import datetime
from collections.abc import Callable

import redis
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from portal.celery import app

SEEN_KEY = "worker-seen"
FRESH = datetime.timedelta(minutes=2)
BROKER_TIMEOUT_SECONDS = 2

# Each gives "" when all is well, else what is wrong. No addresses and no versions: anybody may read this.
Check = Callable[[], str]


def mark_seen(*, at: datetime.datetime) -> None:
    """Remember that a worker did what beat had sent."""
    cache.set(SEEN_KEY, at.isoformat(), timeout=24 * 3600)


def database() -> str:
    """PostgreSQL answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return "svarer ikke"
    return ""


def redis_cache() -> str:
    """The cache answers; asked directly, since our cache hides that it is gone."""
    try:
        cache._cache.get_client(None, write=True).ping()  # type: ignore[attr-defined]
    except redis.RedisError:
        return "svarer ikke"
    return ""


def broker() -> str:
    """The queue can be reached."""
    return "svarer ikke" if _waiting_tasks() is None else ""


def worker() -> str:
    """A worker has done something in the last two minutes; tasks that wait and are not done are its fault."""
    if _seen_lately():
        return ""
    waiting = _waiting_tasks()
    return (
        f"ikke sett siste 2 minutter, {waiting} oppgaver venter" if waiting else "ikke sett siste 2 minutter"
    )


def beat() -> str:
    """The clock has sent something in the last two minutes: it is done, or it waits."""
    return "" if _seen_lately() or _waiting_tasks() else "ikke sett siste 2 minutter"


CHECKS: dict[str, Check] = {
    "database": database,
    "redis": redis_cache,
    "broker": broker,
    "worker": worker,
    "beat": beat,
}


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when everything answers, else 503; `?enkel` says only that this process does."""
    if "enkel" in request.GET:
        return JsonResponse({"status": "ok"})
    found = {name: check() or "ok" for name, check in CHECKS.items()}
    is_well = all(answer == "ok" for answer in found.values())
    return JsonResponse(
        {"status": "ok" if is_well else "feil", "deler": found}, status=200 if is_well else 503
    )


def _seen_lately() -> bool:
    seen = cache.get(SEEN_KEY)
    return bool(seen) and timezone.now() - datetime.datetime.fromisoformat(seen) <= FRESH


def _waiting_tasks() -> int | None:
    """How many tasks lie in the queue; None when the queue cannot be reached."""
    try:
        with app.connection_for_read(connect_timeout=BROKER_TIMEOUT_SECONDS) as link:
            return link.default_channel.client.llen(app.conf.task_default_queue)
    except (redis.RedisError, KombuError, OSError):
        return None
