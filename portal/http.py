"""The request as our views meet it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest as AnyRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from portal.people.models import User


class HttpRequest(AnyRequest):
    """A request of a person who is logged in: all views are closed unless they are listed as open."""

    user: "User"
    htmx: HtmxDetails
