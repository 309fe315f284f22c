"""How every page of the app finds its authority."""

from django.http import Http404, HttpRequest

from reporting.models import Authority


def authority_or_404(request: HttpRequest, key: str) -> Authority:
    """The authority named in the address, when the user may see it and the name means just one."""
    found = list(Authority.objects.visible_to(request.user).with_parties().named(key)[:2])
    if len(found) != 1:
        raise Http404
    return found[0]
