"""The parts of a page that say the same from one page to the next: drawn once and kept, since lists must be quick.

The header is kept per person and drawn again as soon as anything has happened in the portal (`log_version`) or
something it says is different; what it counts is counted when it is drawn. What must be new on each page, the form token and the page's own address, is put
in afterwards. Without a cache each page draws its own.
"""

import functools
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.dates import oslo_today
from portal.events import LOG_VERSION
from portal.shell import Shell

if TYPE_CHECKING:
    from portal.people.models import User

HEADER = "includes/header.html"
KEPT_SECONDS = 60
# While a job of the person is under way, its end must be seen soon.
KEPT_SECONDS_AT_WORK = 3


def _place(what: str) -> str:
    """A mark that nobody can write into a text of their own: it is made with the portal's secret."""
    return f"!{salted_hmac('portal.frame', what).hexdigest()}!"


TOKEN, ADDRESS = _place("form token"), _place("page address")


def header_of(request: HttpRequest, shell: Shell) -> SafeString:
    """The header as this person shall see it on this page."""
    user = shell.user
    if isinstance(user, AnonymousUser):
        return SafeString(render_to_string(HEADER, {"shell": shell, "user": user}, request))
    key = _key(shell, user)
    held = cache.get_many([LOG_VERSION, key])
    version, kept = held.get(LOG_VERSION), held.get(key)
    if version and kept and kept[0] == version:
        html = kept[1]
    else:
        html = render_to_string(HEADER, {"shell": shell, "user": user, **PLACES})
        if version:
            cache.set(key, (version, html), KEPT_SECONDS_AT_WORK if shell.work_count else KEPT_SECONDS)
    address = escape(request.get_full_path())
    return SafeString(html.replace(TOKEN, form_token(request)).replace(ADDRESS, address))


def keep_form_token_open(request: HttpRequest) -> None:
    """Draw this page with a place for the form token instead of a token: the page is kept (`portal.kept`)."""
    request.META["portal.form_token"] = TOKEN


def form_token(request: HttpRequest) -> str:
    """The token of this browser, or the place for it in a page that is kept."""
    return request.META.get("portal.form_token") or get_token(request)


PLACES = {"csrf_token": TOKEN, "page_address": ADDRESS}


def _key(shell: Shell, user: "User") -> str:
    """Everything the header says that can differ without an event: who, how, and where in the menu."""
    membership = shell.membership
    said = (
        user.pk, user.get_short_name(), user.email, user.is_staff, membership and (membership.pk, membership.roles),
        shell.language, shell.theme, shell.section, oslo_today(),
    )  # fmt: skip
    return f"header:{hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()}"


def fixed(template_name: str) -> str:
    """A template that knows no person and no page: drawn once per process and language, and each time in development."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(template_name, get_language() or settings.LANGUAGE_CODE)


@functools.lru_cache(maxsize=64)
def _drawn(template_name: str, language: str) -> SafeString:
    return SafeString(render_to_string(template_name, {"shell": Shell(HttpRequest())}))
