"""Feeds for the ministries' own intranets at secret addresses, and the page where these are made and closed."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from guidelines import rules
from guidelines.actions import stream as actions
from guidelines.feeds import as_atom, as_block, as_json
from guidelines.forms_stream import AddressForm
from guidelines.models import FeedAddress
from guidelines.queries import stream as queries
from portal.errors import permit
from portal.http import HttpRequest


@never_cache
@require_GET
def addresses(request: HttpRequest) -> HttpResponse:
    """The secret addresses of one's own body."""
    permit(rules.can_keep_addresses(request.user))
    return _page(request, AddressForm())


@never_cache
@require_POST
@sensitive_variables("secret")
def open_address(request: HttpRequest) -> HttpResponse:
    """Make an address and show it, this once."""
    permit(rules.can_keep_addresses(request.user))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    _made, secret = actions.open_address(name=form.cleaned_data["name"], by=request.user, at=timezone.now())
    begin = request.build_absolute_uri(f"/strom/{secret}/")
    made = [
        (_("Atom, for de fleste nettsteder"), f"{begin}atom.xml"),
        (_("JSON Feed"), f"{begin}feed.json"),
        (_("Ferdig blokk som kan legges rett på en side"), f"{begin}blokk.html"),
    ]
    return _page(request, AddressForm(), made=made)


@require_POST
def close_address(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FeedAddress.objects.visible_to(request.user), pk=pk)
    permit(rules.can_keep_addresses(request.user))
    actions.close_address(address=found, by=request.user, at=timezone.now())
    messages.success(request, _("Adressen er stengt."))
    return redirect("feed_addresses")


@login_not_required
@require_GET
def atom(request: HttpRequest, secret: str) -> HttpResponse:
    return _fed(
        request,
        secret,
        lambda base: HttpResponse(as_atom(queries.feed_items(), base), "application/atom+xml; charset=utf-8"),
    )


@login_not_required
@require_GET
def json_feed(request: HttpRequest, secret: str) -> HttpResponse:
    return _fed(
        request,
        secret,
        lambda base: JsonResponse(as_json(queries.feed_items(), base), content_type="application/feed+json"),
    )


@login_not_required
@require_GET
@xframe_options_exempt
@csp_replace({"default-src": ["'none'"], "frame-ancestors": ["https:"]})  # type: ignore[arg-type]
def block(request: HttpRequest, secret: str) -> HttpResponse:
    """HTML that stands on its own: no script, no style, nothing fetched; may be shown in a frame."""
    return _fed(request, secret, lambda base: HttpResponse(as_block(queries.feed_items(), base)))


def _fed(request: HttpRequest, secret: str, make: Callable[[str], HttpResponse]) -> HttpResponse:
    """The feed, 304 when the reader has it; an unknown or closed address is not there."""
    if queries.feed_reader(secret) is None:
        raise Http404
    etag = f'"{queries.feed_mark()}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        response = unchanged
    else:
        with translation.override("nb"):
            response = make(request.build_absolute_uri("/").rstrip("/"))
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=60)
    return response


def _page(request: HttpRequest, form: AddressForm, *, status: int = 200, **more: Any) -> HttpResponse:
    mine = FeedAddress.objects.visible_to(request.user).select_related("organisation", "made_by")
    context = {"form": form, "addresses": mine.prefetch_related("organisation__names"), **more}
    return render(request, "guidelines/addresses.html", context, status=status)
