"""An export is a right, and is written in the log (features.md X07)."""

import datetime
from typing import TYPE_CHECKING

from portal.events import Audience, Event, record
from reporting.models import Authority

if TYPE_CHECKING:
    from portal.people.models import User


def note_export(
    *, authority: Authority, extension: str, rows: int, by: "User | None", at: datetime.datetime
) -> Event:
    """Write that someone took out the overview: format and number of rows."""
    return record(
        "overview.exported",
        authority,
        sentence=f"Oversikten for {authority} ble hentet som {extension.upper()} ({rows} rader).",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
        changes={"rows": [None, rows], "format": [None, extension]},
    )


def note_list_export(
    *,
    authority: Authority,
    extension: str,
    rows: int,
    wanted: dict[str, str],
    by: "User",
    at: datetime.datetime,
) -> Event:
    """Write that someone took out a list: the filter, format and number of rows."""
    return record(
        "payments.exported",
        authority,
        sentence=f"Bilagslisten for {authority} ble hentet som {extension.upper()} ({rows} rader).",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
        changes={"rows": [None, rows], "format": [None, extension], "filter": [None, wanted]},
    )
