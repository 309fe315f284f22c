"""An expected refusal as a page, or as a part of the page that asked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.errors import DomainError


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence and the list of what is missing, with the status that the error names."""
    return render(
        request,
        "errors/refused.html",
        {"message": error.message, "problems": error.problems, "status": error.status},
        status=error.status,
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: rendered without the request, which has no user yet."""
    limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
    message = _("Filen er for stor. Grensen er %(limit)s MB. Ingenting er lagret.") % {"limit": limit}
    return HttpResponse(render_to_string("errors/413.html", {"message": message}), status=413)
