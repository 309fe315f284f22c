"""Two lines in the log for each request, with the address that our own proxies report or that asked us."""

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """The library's own, which believes whatever a browser claims in X-Forwarded-For; this one counts our proxies."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Put `ip` on the lines (TRUSTED_PROXIES)."""
        try:
            address = get_adapter(request).get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            # Past the proxies, or no address at all in what they say.
            address = request.META.get("REMOTE_ADDR", "")
        structlog.contextvars.bind_contextvars(ip=address)
