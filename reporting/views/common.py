"""How every page of the app finds its authority."""

from django.http import Http404

from portal.http import HttpRequest
from reporting.models import Authority
from reporting.models.authorities import AuthorityQuerySet


def authority_or_404(request: HttpRequest, key: str) -> Authority:
    """The authority named in the address, when the user may see it and the name means just one."""
    return _the_one(Authority.objects.visible_to(request.user).with_parties(), key)


def slim_authority_or_404(request: HttpRequest, key: str) -> Authority:
    """The same for lists, which name no parties: one narrow query, without the letter and its text."""
    return _the_one(Authority.objects.visible_to(request.user).slim(), key)


def _the_one(authorities: AuthorityQuerySet, key: str) -> Authority:
    found = list(authorities.named(key)[:2])
    if len(found) != 1:
        raise Http404
    return found[0]
