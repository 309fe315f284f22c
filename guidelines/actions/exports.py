"""An export is written in the log (features.md X07)."""

import datetime
from typing import TYPE_CHECKING

from guidelines.models import Consultation
from portal.events import Audience, Event, record

if TYPE_CHECKING:
    from portal.people.models import User


def note_remarks_export(
    *, consultation: Consultation, extension: str, rows: int, by: "User", at: datetime.datetime
) -> Event:
    """Write that someone took out the table of remarks: format and number of rows."""
    return record(
        "remarks.exported",
        consultation,
        sentence=f"Merknadstabellen for {consultation.version} ble hentet som {extension.upper()} ({rows} rader).",
        by=by,
        at=at,
        audience=Audience.LOG_ONLY,
        changes={"rows": [None, rows], "format": [None, extension]},
    )
