"""The deadlines the calendar begins with: dates with their source, to be confirmed by a person (domain.md E-28)."""

import datetime

from portal.notifications.models import Deadline
from portal.people.models import Organisation

LAST_REMITTANCE = "siste-remittering"
CIRCULAR = "FINs årlige rundskriv om årsavslutning og frister for innrapportering (datoen må bekreftes)"
LETTER = "Supplerende tildelingsbrev nr. 10 2024, punkt 7.1: «ifm. rapportering til statsregnskapet» (datoen må bekreftes)"
BYLAW = "Økonomireglementet: årsregnskap og årsrapport til departementet innen 15. mars"


def _year(year: int) -> tuple[tuple[str, str, datetime.date, str], ...]:
    following = year + 1
    return (
        (LAST_REMITTANCE, f"Siste remittering i {year}", datetime.date(year, 12, 30), CIRCULAR),
        ("s-rapport-desember", f"S-rapport for desember {year}", datetime.date(following, 1, 15), CIRCULAR),
        ("arsoversikt", f"Oversikt over foretatte utbetalinger for {year} til DFD", datetime.date(following, 1, 31), LETTER),
        ("arsregnskap", f"Årsregnskap og årsrapport for {year}", datetime.date(following, 3, 15), BYLAW),
    )  # fmt: skip


def load_deadlines() -> int:
    """Put in the year-end deadlines of the programme's first year that are missing; returns how many."""
    receiver = Organisation.objects.filter(key="dss").first()
    if receiver is None:
        return 0
    made = 0
    for key, title, due_on, source in _year(2024):
        _deadline, is_new = Deadline.objects.get_or_create(
            organisation=receiver,
            year=2024,
            key=key,
            defaults={"title": title, "due_on": due_on, "source": source},
        )
        made += is_new
    return made
