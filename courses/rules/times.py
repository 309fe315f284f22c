"""Moments in Oslo as people write them, and the hour that does not exist (domain.md K-07)."""

import datetime

from django.utils.translation import gettext as _

from portal.dates import OSLO
from portal.errors import Problem
from portal.formatting import klokke, ukedag_dato


def oslo_moment(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    """The moment in Oslo; of the hour that comes twice in October, the first one."""
    return datetime.datetime.combine(day, clock, OSLO)


def missing_in_moment(moment: datetime.datetime) -> list[Problem]:
    """Whether the clock ever shows it: in March an hour is skipped (domain.md K-07)."""
    back = moment.astimezone(datetime.UTC).astimezone(OSLO)
    if back.replace(tzinfo=None) == moment.replace(tzinfo=None):
        return []
    said = {"clock": f"{moment:%H.%M}", "date": ukedag_dato(moment.date())}
    text = _("Klokken er aldri %(clock)s %(date)s: da stilles den fram til sommertid. Velg en annen tid.")
    return [Problem(text % said, code="no_such_hour")]


def moment_in_words(moment: datetime.datetime) -> str:
    """«fredag 11. oktober 2024 kl. 12.00», in Oslo."""
    return f"{ukedag_dato(moment)} {klokke(moment)}"
