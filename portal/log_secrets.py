"""Secret addresses never reach the log: feeds, calendars and late answers are opened by whoever holds the address."""

import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_FILE_ID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
# A part of an address that is long and mixes digits and capitals: what `secrets.token_urlsafe` makes, and no name.
_SECRET = re.compile(rf"(?<=/)(?!{_FILE_ID})(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{{30,}}(?=[^\w-]|$)", re.ASCII)


def hide_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Put «…» where a text of the log line has a secret part of an address."""
    return {key: _SECRET.sub("…", value) if isinstance(value, str) else value for key, value in event.items()}


LOG_PROCESSORS: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    hide_secrets,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]
