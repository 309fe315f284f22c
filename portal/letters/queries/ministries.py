"""Where every ministry stands with a duty that each has for itself (features.md A10; moonshot 17)."""

import datetime

from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.grid import Answer, Body, Column, Grid, Value
from portal.letters.models import Clause
from portal.norwegian import norwegian
from portal.people.models import Organisation

ANSWER = "answer"


def ministries_of(clause: Clause, *, on: datetime.date) -> list[Organisation]:
    """The ministries that have the duty on the Oslo date; none when it is not one of every ministry."""
    if not clause.responsibilities.held_on(on).filter(is_every_ministry=True).exists():
        return []
    found = Organisation.objects.ministries_on(on).with_names()
    return sorted(found, key=lambda body: (body.key != "smk", norwegian(body.name_on(on).name)))


def ministry_grid(
    clause: Clause, *, on: datetime.date, moment: datetime.datetime | None = None
) -> Grid | None:
    """One row per ministry: done, nothing with a reason, or silent; None for other duties. Four queries.

    `moment` is the end of a day that has passed: only what was known then is shown.
    """
    bodies = ministries_of(clause, on=on)
    if not bodies:
        return None
    codes = {body.pk: body.name_on(on).code for body in bodies}
    done, nothing = clause.confirmations.standing(), clause.zero_reports.standing()
    if moment:
        done, nothing = done.filter(at__lte=moment), nothing.filter(at__lte=moment)
    answers = {
        (codes[one.organisation_id], ANSWER): Answer(
            Value.NONE_WITH_REASON, date=oslo_date(one.at), url="#null"
        )
        for one in nothing
        if one.organisation_id in codes
    }
    answers |= {
        (codes[one.organisation_id], ANSWER): Answer(
            Value.ANSWERED, text=one.sentence, date=oslo_date(one.at)
        )
        for one in done
        if one.organisation_id in codes
    }
    words = {Value.ANSWERED: _("har gjort det"), Value.NONE_WITH_REASON: _("ingenting, med grunn")}
    return Grid(
        [Body(codes[body.pk], body.name_on(on).name) for body in bodies],
        [Column(ANSWER, _("Svar"), words)],
        answers,
    )
