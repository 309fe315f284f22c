"""What surrounds every request: size, language, session limits, history, read-only GET, and refusals as pages."""

import datetime
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from portal import refusals
from portal.database import begin_moment
from portal.errors import DomainError
from portal.people.actions import record_logout
from portal.request_id import current_request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")
A_MINUTE = datetime.timedelta(minutes=1)
FORM_ALLOWANCE = 1024 * 1024
MOST_TO_DRAIN = 512 * 1024 * 1024


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
        for accepted, _quality in parse_accept_lang_header(header.lower()):
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
            record_logout(user=request.user, at=timezone.now())
            logout(request)
            return redirect(settings.LOGIN_URL)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        now = timezone.now()
        started, seen = request.session.get("started_at"), request.session.get("seen_at")
        if started and now - datetime.datetime.fromisoformat(started) > settings.SESSION_TOTAL:
            return True
        if seen and now - datetime.datetime.fromisoformat(seen) > settings.SESSION_IDLE:
            return True
        if not started:
            request.session["started_at"] = now.isoformat()
        # Written at most once a minute: a session that is read is not saved.
        if not seen or now - datetime.datetime.fromisoformat(seen) > A_MINUTE:
            request.session["seen_at"] = now.isoformat()
        return False


class TemporaryPasswordMiddleware:
    """Whoever came in with a temporary password chooses their own before anything else."""

    open_to_all = (
        "/konto/passord/",
        "/konto/logg-ut/",
        "/innstillinger/",
        "/helse/",
        "/tilgjengelighet/",
        "/personvern/",
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and user.must_change_password
            and not request.path.startswith(self.open_to_all)
        ):
            return redirect("account_change_password")
        return self.get_response(request)


class HistoryMiddleware:
    """Row history carries who asked and from where; the event with the same request id says why (domain.md S-06)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        told = {"user": user, "url": request.path, "door": "web", "request_id": current_request_id()}
        with pghistory.context(**told):
            return self.get_response(request)


class ReadOnlyGetMiddleware:
    """GET never writes: it runs in a read-only transaction, whatever the view does.

    A view marked with `writes_to_the_log` may write, in the same one moment; one that is `kept_page` begins its
    moment itself, and only when it must ask the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or _manages_itself(request):
            return self.get_response(request)
        with transaction.atomic():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> None:
        own = _manages_itself(request) or getattr(view, "begins_its_own_moment", False)
        if request.method in SAFE and not own:
            begin_moment(may_write=getattr(view, "writes_to_the_log", False))


def _manages_itself(request: HttpRequest) -> bool:
    """Login answers from an OpenID provider come by GET and create the session; health asks the database nothing."""
    return request.path.startswith(("/konto/", "/admin/", "/helse/"))


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
