"""An export is a right, and is written in the log (features.md X07)."""

import datetime
from typing import TYPE_CHECKING

from portal.events import Audience, Event, record
from workinggroup.models import PriorityList

if TYPE_CHECKING:
    from portal.people.models import User


def note_list_export(*, extension: str, rows: int, by: "User", at: datetime.datetime) -> Event:
    """Write that someone took out the list of needs: format and number of rows."""
    return record(
        "needs.exported", by.organisation or by, sentence=f"Listen over behov ble hentet som {extension.upper()} ({rows} rader).",
        by=by, at=at, audience=Audience.LOG_ONLY, changes={"rows": [None, rows], "format": [None, extension]},
    )  # fmt: skip


def note_package(*, priority_list: PriorityList, extension: str, by: "User", at: datetime.datetime) -> Event:
    """Write that someone took out the priority package (features.md N12)."""
    return record(
        "priority.package_taken", priority_list, by=by, at=at, audience=Audience.LOG_ONLY,
        sentence=f"Pakken for {priority_list} ble hentet som {extension.upper()}.",
    )  # fmt: skip
