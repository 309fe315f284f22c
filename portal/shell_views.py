"""Language and theme switches, the style guide, and the pages the footer leads to."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from portal import styleguide_samples
from portal.shell import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 60 * 60


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the switch stood on, never to another host."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if safe else "/")


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language of the portal, kept in a cookie and, when logged in, on the person."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response


@login_not_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Everything on it is made up."""
    return render(request, "styleguide/index.html", styleguide_samples.context(request))


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is known about the portal's accessibility, and where the declaration will be."""
    return render(request, "pages/accessibility.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data the portal keeps, and why."""
    return render(request, "pages/privacy.html")
