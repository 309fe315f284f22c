"""What surrounds every request: language, session limits, history, read-only GET, and refusals as pages."""

import datetime
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from portal import errors_views, refusals
from portal.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")
# Every figure of a page is read at the same moment, so that sums and rows agree.
ONE_MOMENT = "ISOLATION LEVEL REPEATABLE READ,"
FORM_ALLOWANCE = 1024 * 1024
MOST_TO_DRAIN = 512 * 1024 * 1024


class DatabaseAwayMiddleware:
    """Without PostgreSQL every page is a clean 503 that says when to try again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 500 and getattr(request, "database_away", False):
            return errors_views.service_unavailable(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, (OperationalError, InterfaceError)) and not _database_answers():
            return errors_views.service_unavailable(request)
        return None


def _database_answers() -> bool:
    try:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except (OperationalError, InterfaceError):
        return False


class UploadLimitMiddleware:
    """A body over the limit is answered with 413 and a sentence; none of it is parsed or kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.MAX_UPLOAD_BYTES + FORM_ALLOWANCE:
            self._drain(request, int(length))
            return refusals.too_large(request)
        return self.get_response(request)

    def _drain(self, request: HttpRequest, length: int) -> None:
        """Read and drop the body, within reason: a browser shows the answer only when it was heard out."""
        left = min(length, MOST_TO_DRAIN)
        while left > 0 and (chunk := request.META["wsgi.input"].read(min(left, 1 << 16))):
            left -= len(chunk)


class LocaleMiddleware:
    """The user's own language, else the cookie, else the browser's; `no` is read as bokmål (domain.md U-04)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._chosen(request) or self._from_browser(request.headers.get("Accept-Language", ""))
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def _chosen(self, request: HttpRequest) -> str | None:
        known = dict(settings.LANGUAGES)
        if request.user.is_authenticated and request.user.language in known:
            return request.user.language
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return cookie if cookie in known else None

    def _from_browser(self, header: str) -> str:
        known = dict(settings.LANGUAGES)
        for accepted, _quality in translation.trans_real.parse_accept_lang_header(header.lower()):
            base = accepted.split("-")[0]
            code = "nb" if base == "no" else base
            if code in known:
                return code
        return settings.LANGUAGE_CODE


class SessionLimitMiddleware:
    """Ends a session after SESSION_IDLE without use and SESSION_TOTAL in all (domain.md S-10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            return redirect(settings.LOGIN_URL)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        now = timezone.now()
        key = f"session-seen:{request.session.session_key}"
        started = request.session.get("started_at")
        if started is None:
            request.session["started_at"] = now.isoformat()
        elif now - datetime.datetime.fromisoformat(started) > settings.SESSION_TOTAL:
            return True
        seen = cache.get(key) or request.session.get("seen_at")
        if seen and now - datetime.datetime.fromisoformat(seen) > settings.SESSION_IDLE:
            return True
        self._remember(request, key, now)
        return False

    def _remember(self, request: HttpRequest, key: str, now: datetime.datetime) -> None:
        """The time of last use goes to the cache at each request, to the session only now and then."""
        cache.set(key, now.isoformat(), int(settings.SESSION_TOTAL.total_seconds()))
        written = request.session.get("seen_at")
        if not written or now - datetime.datetime.fromisoformat(written) > settings.SESSION_IDLE / 6:
            request.session["seen_at"] = now.isoformat()


class HistoryMiddleware:
    """Row history carries who asked and from where (domain.md S-06)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, url=request.path, door="web"):
            return self.get_response(request)


class ReadOnlyGetMiddleware:
    """GET never writes: it runs in a read-only transaction, whatever the view does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or _belongs_to_login(request):
            return self.get_response(request)
        with transaction.atomic():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> None:
        if request.method in SAFE and not _belongs_to_login(request):
            outermost = not connection.savepoint_ids
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION {ONE_MOMENT if outermost else ''} READ ONLY")


def _belongs_to_login(request: HttpRequest) -> bool:
    """Login answers from an OpenID provider come by GET and must create the session."""
    return request.path.startswith(("/konto/", "/admin/"))


class DomainErrorMiddleware:
    """Turns an expected refusal into a page with its sentence, never into a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refusals.refused(request, exception)
        return None
