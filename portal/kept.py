"""Pages of published text, drawn once per person and kept until anything happens in the portal.

What is kept is the person's own page: the key has who they are and act for today, with which roles, in which
language and theme. The session, the person and the membership are looked up on every request as for any other
page. A page that the browser already has is answered with 304. The form token is put in afterwards.
"""

import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import HttpRequest as DjangoRequest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from portal.database import View, begin_moment
from portal.dates import oslo_today
from portal.events import LOG_VERSION, log_version
from portal.frame import TOKEN, keep_form_token_open
from portal.shell import Shell

if TYPE_CHECKING:
    from portal.http import HttpRequest

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Page:
    """A page as it was drawn, with a place for the form token, and the mark of what it says."""

    version: str
    content: bytes
    mark: str


def kept_page(view: View) -> View:
    """Marks a view whose page is the same for a person until something happens; only whole pages without a query are kept."""

    @functools.wraps(view)
    def answer(request: "HttpRequest", *args: Any, **kwargs: Any) -> HttpResponse:
        if not _can_be_kept(request):
            begin_moment()
            return view(request, *args, **kwargs)
        key = _key(request)
        held = cache.get_many([LOG_VERSION, key])
        version, page = held.get(LOG_VERSION), held.get(key)
        if version and page and page.version == version:
            return answered(request, page, HttpResponse())
        version = version or log_version()
        begin_moment()
        keep_form_token_open(request)
        response = view(request, *args, **kwargs)
        mark = hashlib.blake2b(response.content, digest_size=16).hexdigest()
        page = Page(version, response.content, mark)
        if response.status_code == 200:
            cache.set(key, page, KEPT_SECONDS)
        return answered(request, page, response)

    answer.begins_its_own_moment = True  # type: ignore[attr-defined]
    return answer


def _can_be_kept(request: "HttpRequest") -> bool:
    """Not a region for htmx, not a filtered page, not one that has a message to show."""
    has_message = "messages" in request.COOKIES or "_messages" in request.session
    return not (request.GET or request.htmx or has_message)


def _key(request: "HttpRequest") -> str:
    shell = Shell(request)
    user, held = request.user, shell.membership
    said = (
        request.path, user.pk, user.get_short_name(), user.email, user.is_staff, held and (held.pk, held.roles),
        get_language(), shell.theme, oslo_today(),
    )  # fmt: skip
    return f"page:{hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()}"


def answered(request: DjangoRequest, page: Page, response: HttpResponse) -> HttpResponse:
    """The page with this browser's own form token, or 304 when the browser has it."""
    token = get_token(request)
    secret = request.META.get("CSRF_COOKIE", "")
    etag = hashlib.blake2b(f"{page.mark}{secret}".encode(), digest_size=16).hexdigest()
    patch_cache_control(response, private=True, no_cache=True)
    if response.status_code == 200:
        response.kept_page = page  # type: ignore[attr-defined]  # portal.door keeps it for the browser
        response["ETag"] = f'W/"{etag}"'
        unchanged = get_conditional_response(request, etag=response["ETag"], response=response)
        if unchanged is not response and unchanged is not None:
            return unchanged
    response.content = page.content.replace(TOKEN.encode(), token.encode())
    return response
