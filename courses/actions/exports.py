"""That a list left the portal is written in the log (domain.md S-06)."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from courses.models import Course, Session
from portal.events import Audience, record

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def note_people_export(
    *, session: Session, rows: int, extension: str, by: "User", at: datetime.datetime
) -> Session:
    """Names were taken out as a file (features.md X07)."""
    record(
        "session.people_exported", session, sentence=f"{rows} påmeldinger til {session} ble eksportert ({extension})."[:500],
        by=by, at=at, audience=Audience.LOG_ONLY,
    )  # fmt: skip
    return session


@transaction.atomic
def note_competence_report(*, rows: int, by: "User", at: datetime.datetime) -> None:
    """The report on KI-kompetanse was made (domain.md K-08); it has no names."""
    course = Course.objects.order_by("pk").first()
    if course is not None:
        record(
            "course.competence_reported", course, sentence=f"Rapport om KI-kompetanse med {rows} linjer ble laget.",
            by=by, at=at, audience=Audience.LOG_ONLY,
        )  # fmt: skip
