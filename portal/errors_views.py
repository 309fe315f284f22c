"""Error pages: a sentence, a way on, and a reference number that is found again in the log.

400, 413, 500 and 503 are drawn without the shell: there may be no database, no session and no user.
"""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.api.problems import problem_answer
from portal.request_id import current_request_id

RETRY_AFTER_SECONDS = "60"


def _bare(status: int) -> HttpResponse:
    """A page that asks nothing of anybody: no request, no context processors."""
    content = render_to_string(f"errors/{status}.html", _facts(status))
    return HttpResponse(content, status=status)


def _in_shell(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", _facts(status), status=status)


def _facts(status: int) -> dict[str, object]:
    language = get_language() or settings.LANGUAGE_CODE
    return {"status": status, "reference": current_request_id(), "language": language}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something in the request could not be read."""
    return _bare(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person lacks the right."""
    return _in_shell(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off."""
    return render(request, "errors/403_csrf.html", _facts(403), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or one the person may not know about; machines get a problem document."""
    if request.path.startswith("/api/"):
        return problem_answer(404, _("Adressen finnes ikke."))
    return _in_shell(request, 404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405: the address answers, but not to this kind of request."""
    return _in_shell(request, 405)


def gone(request: HttpRequest) -> HttpResponse:
    """410: it was here and is deleted."""
    return _in_shell(request, 410)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: wait a little."""
    return _in_shell(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; or 503, when the error that is being handled is that the database is away."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return service_unavailable(request)
    return _bare(500)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is away; says when to try again."""
    response = _bare(503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
