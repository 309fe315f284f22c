"""The short way to a page that is kept: one look in the cache, and one question about who it is.

`portal.kept` draws a page once per person. Here, outside everything else, the same browser gets it again as long
as the session lives, nothing about the person or what they act for has changed by a byte, nothing has happened
in the portal, and the day is the same. Whatever is in doubt goes the long way.
"""

import datetime
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH

from portal import kept
from portal.dates import oslo_today
from portal.events import LOG_VERSION
from portal.shell import THEME_COOKIE

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

# The rows of a person and of what they act for, as they stand, while the session lives.
STILL_THE_SAME = """
    SELECT md5(u::text || m::text)
    FROM people_user u
    JOIN people_membership m ON m.user_id = u.id
    WHERE u.id = %s AND m.id = %s
    AND EXISTS (SELECT FROM django_session s WHERE s.session_key = %s AND s.expire_date > now())
"""
# These belong to one answer, not to the page.
OF_ONE_ANSWER = {"set-cookie", "content-length", "etag", "date", "x-request-id", "x-correlation-id"}


@dataclass(frozen=True)
class Entry:
    """A page of one browser: what it says, who saw it, and until when that may be believed without asking more."""

    page: kept.Page
    headers: dict[str, str]
    user_id: int
    membership_id: int
    rows: str
    day: datetime.date
    until: float


class KeptPageMiddleware:
    """First of all: answers what is kept, and keeps what the rest has drawn."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        held = cache.get_many([LOG_VERSION, key])
        entry = held.get(key)
        if entry is not None and _holds(request, entry, held.get(LOG_VERSION)):
            return _answer(request, entry)
        response = self.get_response(request)
        page = getattr(response, "kept_page", None)
        if page is not None and kept.KEPT_SECONDS:
            _keep(request, response, page, key)
        return response


def _key(request: HttpRequest) -> str | None:
    """The browser's own place for this page; None for all that must go the long way."""
    meta = request.META
    if request.method != "GET" or meta.get("QUERY_STRING") or "HTTP_HX_REQUEST" in meta:
        return None
    cookies = request.COOKIES
    session, secret = cookies.get(settings.SESSION_COOKIE_NAME), cookies.get(settings.CSRF_COOKIE_NAME, "")
    is_whole = len(secret) == CSRF_SECRET_LENGTH and set(secret) <= set(CSRF_ALLOWED_CHARS)
    if not session or not is_whole or "messages" in cookies:
        return None
    said = (
        session, request.path, cookies.get(THEME_COOKIE), cookies.get(settings.LANGUAGE_COOKIE_NAME),
        meta.get("HTTP_ACCEPT_LANGUAGE"), meta.get("HTTP_HOST"), request.is_secure(),
    )  # fmt: skip
    return f"door:{hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()}"


def _holds(request: HttpRequest, entry: Entry, version: str | None) -> bool:
    """Whether the page may still be shown to whoever holds this session; without a database, nobody."""
    if version != entry.page.version or entry.day != oslo_today() or time.time() > entry.until:
        return False
    try:
        return _rows(entry.user_id, entry.membership_id, _session(request)) == entry.rows
    except Error:
        return False


def _rows(user_id: int, membership_id: int, session: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(STILL_THE_SAME, [user_id, membership_id, session])
        found = cursor.fetchone()
    return found[0] if found else ""


def _session(request: HttpRequest) -> str:
    return request.COOKIES[settings.SESSION_COOKIE_NAME]


def _answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    request.META["CSRF_COOKIE"] = request.COOKIES[settings.CSRF_COOKIE_NAME]
    response = kept.answered(request, entry.page, HttpResponse(headers=entry.headers))
    logger.info("kept_page", extra={"path": request.path})
    return response


def _keep(request: HttpRequest, response: HttpResponse, page: kept.Page, key: str) -> None:
    """Remember the page with its headers, for as long as the session's last visit may lie behind."""
    user = request.user
    if not user.is_authenticated or user.membership is None:
        return
    rows = _rows(user.pk, user.membership.pk, _session(request))
    headers = {name: value for name, value in response.headers.items() if name.lower() not in OF_ONE_ANSWER}
    entry = Entry(page, headers, user.pk, user.membership.pk, rows, oslo_today(), _until(request))
    if rows:
        cache.set(key, entry, kept.KEPT_SECONDS)


def _until(request: HttpRequest) -> float:
    """A session ends when it has lasted SESSION_TOTAL, whatever is kept (domain.md S-10)."""
    started = request.session.get("started_at")
    if not started:
        return 0
    return (datetime.datetime.fromisoformat(started) + settings.SESSION_TOTAL).timestamp()
