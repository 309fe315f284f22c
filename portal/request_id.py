"""The reference number of the request or task that runs now."""

import structlog


def current_request_id() -> str:
    """The id that the log carries; empty outside a request or task."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
