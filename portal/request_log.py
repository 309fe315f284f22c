"""Whose address stands on the log line of a request: the one that our own proxies report, or who asked us."""

from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata


@receiver(bind_extra_request_metadata)
def bind_address(request: HttpRequest, **_said: Any) -> None:
    """Put `ip` on the line; what a browser claims in X-Forwarded-For is not believed (TRUSTED_PROXIES)."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except (ImproperlyConfigured, PermissionDenied):
        # Past the proxies, or no address at all in what they say.
        address = request.META.get("REMOTE_ADDR", "")
    structlog.contextvars.bind_contextvars(ip=address)
