"""Lists that are taken out of the register."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.events import Audience, Event, record

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def note_list_export(
    *, extension: str, rows: int, wanted: dict[str, str], by: "User", at: datetime.datetime
) -> Event:
    """Write that someone took out the register: the filter, the format and the number of rows."""
    return record(
        "pilots.exported", by, sentence=f"Listen over utprøvinger ble hentet som {extension.upper()} ({rows} rader).",
        by=by, at=at, audience=Audience.LOG_ONLY,
        changes={"rows": [None, rows], "format": [None, extension], "filter": [None, wanted]},
    )  # fmt: skip
