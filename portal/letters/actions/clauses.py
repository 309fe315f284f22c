"""How a clause stands, who answers for it, and who has confirmed it."""

import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.dates import oslo_date
from portal.errors import StateChanged, StepRefused
from portal.events import Audience, record
from portal.letters import rules
from portal.letters.locks import locked
from portal.letters.models import Clause, Confirmation, Responsibility, StatusEntry, ZeroReport
from portal.letters.states import CLOSED, ClauseStatus

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


MOST_NAMES = 4


@transaction.atomic
def set_clause_status(
    *,
    clause: Clause,
    status: ClauseStatus,
    sentence: str,
    next_on: datetime.date | None = None,
    next_step: str = "",
    deliverable: str | None = None,
    by: "User | None",
    at: datetime.datetime,
) -> Clause:
    """Write how a clause stands: one of the fixed words and a sentence (features.md A04).

    A joint duty is done when every body has confirmed; until then it waits for the others (features.md A09).
    `deliverable` is left as it is when it is None.
    """
    current = locked(clause)
    if status == ClauseStatus.DONE and by is not None:
        status, sentence = _confirmed(current, sentence, by=by, at=at)
    elif status != ClauseStatus.WAITING:
        current.confirmations.standing().update(withdrawn_at=at)
    written = {
        "status": status,
        "status_sentence": sentence,
        "next_on": next_on,
        "next_step": next_step,
        "deliverable": current.deliverable if deliverable is None else deliverable,
    }
    return _write(current, written, by=by, at=at)


@transaction.atomic
def confirm_clause(*, clause: Clause, sentence: str, by: "User", at: datetime.datetime) -> Clause:
    """One body says that a joint duty is done; the last one makes it so (features.md A09).

    Raises StepRefused when only one body answers for the clause, StateChanged when it is closed already.
    """
    current = locked(clause)
    if current.status in CLOSED:
        raise StateChanged(
            _("Punktet er alt satt til «%(status)s».") % {"status": current.get_status_display()}
        )
    if len(rules.bodies_that_share(current, oslo_date(at))) < 2:
        raise StepRefused(_("Bare én virksomhet har ansvaret. Sett status i stedet."))
    status, said = _confirmed(current, sentence, by=by, at=at)
    return _write(current, {"status": status, "status_sentence": said}, by=by, at=at)


def _confirmed(
    clause: Clause, sentence: str, *, by: "User", at: datetime.datetime
) -> tuple[ClauseStatus, str]:
    """The status and the sentence after this body's word; DONE when nobody else is waited for."""
    bodies = rules.bodies_that_share(clause, oslo_date(at))
    if len(bodies) < 2:
        return ClauseStatus.DONE, sentence
    if (
        by.organisation in bodies
        and not clause.confirmations.standing().filter(organisation=by.organisation).exists()
    ):
        Confirmation.objects.create(
            clause=clause, organisation=by.organisation, sentence=sentence, by=by, at=at
        )
        record(
            "clause.confirmed", clause, sentence=f"{clause}: {by.organisation} bekreftet. {sentence}"[:500],
            by=by, at=at, audience=Audience.EVERYONE, clauses=[clause.pk],
        )  # fmt: skip
    waiting = _not_heard(clause, bodies)
    if not waiting:
        return ClauseStatus.DONE, sentence
    return ClauseStatus.WAITING, f"{sentence[:330]} {_waits_for(waiting)}"


def _not_heard(clause: Clause, bodies: list["Organisation"]) -> list["Organisation"]:
    """The bodies that have neither confirmed nor said that there is nothing to report."""
    have = set(clause.confirmations.standing().values_list("organisation", flat=True))
    have |= set(clause.zero_reports.standing().values_list("organisation", flat=True))
    return [body for body in bodies if body.pk not in have]


def _waits_for(bodies: list["Organisation"]) -> str:
    if len(bodies) > MOST_NAMES:
        return f"Venter på {len(bodies)} virksomheter."
    return f"Venter på {', '.join(map(str, bodies))}."


def _write(clause: Clause, written: dict, *, by: "User | None", at: datetime.datetime) -> Clause:
    before = str(clause.get_status_display())
    for name, value in written.items():
        setattr(clause, name, value)
    clause.save(update_fields=list(written))
    StatusEntry.objects.create(
        clause=clause, status=clause.status, sentence=clause.status_sentence, next_on=clause.next_on,
        next_step=clause.next_step, deliverable=clause.deliverable, at=at, by=by,
    )  # fmt: skip
    record(
        "clause.status_set",
        clause,
        sentence=f"{clause}: {clause.get_status_display()}. {clause.status_sentence}",
        by=by,
        at=at,
        audience=Audience.EVERYONE,
        clauses=[clause.pk],
        changes={"status": [before, str(clause.get_status_display())]},
    )
    return clause


@transaction.atomic
def hand_over_clause(
    *, clause: Clause, organisation: "Organisation", label: str = "", from_on: datetime.date, source: str,
    by: "User | None", at: datetime.datetime,
) -> Responsibility:  # fmt: skip
    """From a date another body answers for the clause; who did before is kept (domain.md T-04)."""
    _end(clause, from_on)
    responsibility = Responsibility.objects.create(
        clause=clause, organisation=organisation, label=label, valid_from=from_on, source=source
    )
    record(
        "clause.handed_over",
        clause,
        sentence=f"{clause}: ansvaret går til {responsibility.name_on(from_on)} fra {from_on:%d.%m.%Y}.",
        by=by,
        at=at,
        audience=Audience.EVERYONE,
        clauses=[clause.pk],
    )
    return responsibility


@transaction.atomic
def leave_clause(
    *, clause: Clause, from_on: datetime.date, source: str, by: "User | None", at: datetime.datetime
) -> Clause:
    """From a date nobody answers for the clause; it then leads the list of what is missing (features.md A03)."""
    _end(clause, from_on)
    record(
        "clause.left", clause, sentence=f"{clause}: ingen har ansvaret fra {from_on:%d.%m.%Y}. {source}"[:500],
        by=by, at=at, audience=Audience.EVERYONE, clauses=[clause.pk],
    )  # fmt: skip
    return clause


def _end(clause: Clause, from_on: datetime.date) -> None:
    """Those who answer for the clause do so until the day before; what would begin later never does."""
    eve = from_on - datetime.timedelta(days=1)
    for held in clause.responsibilities.select_for_update(of=("self",)).all():
        if held.valid_from and held.valid_from >= from_on:
            held.delete()
        elif held.valid_to is None or held.valid_to >= from_on:
            held.valid_to = eve
            held.save(update_fields=["valid_to"])


@transaction.atomic
def report_zero(
    *, clause: Clause, assessments: str, union_involvement: str, by: "User", at: datetime.datetime
) -> ZeroReport:
    """Answer a duty to report with «nothing», and the reasons for it (features.md A10, domain.md P-11)."""
    current = locked(clause)
    if by.organisation is None:
        raise StepRefused(_("Du har ingen virksomhet å svare for."))
    try:
        with transaction.atomic():
            report = ZeroReport.objects.create(
                clause=current, organisation=by.organisation, assessments=assessments,
                union_involvement=union_involvement, by=by, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "body_has_one_zero_report" not in str(error):
            raise
        raise StateChanged(_("Virksomheten har alt meldt at det ikke er noe å rapportere.")) from error
    bodies = rules.bodies_that_share(current, oslo_date(at))
    if len(bodies) > 1 and current.status not in CLOSED:
        waiting = _not_heard(current, bodies)
        status = ClauseStatus.WAITING if waiting else ClauseStatus.DONE
        said = _waits_for(waiting) if waiting else "Alle virksomhetene har svart."
        _write(current, {"status": status, "status_sentence": said}, by=by, at=at)
    record(
        "clause.zero_reported", current, sentence=f"{current}: {by.organisation} meldte ingenting, med begrunnelse.",
        by=by, at=at, audience=Audience.EVERYONE, clauses=[current.pk],
    )  # fmt: skip
    return report


@transaction.atomic
def withdraw_zero_report(
    *, report: ZeroReport, because: str, by: "User", at: datetime.datetime
) -> ZeroReport:
    """There is something to report after all; what was written is kept."""
    current = (
        ZeroReport.objects.select_for_update(of=("self",))
        .select_related("clause__assignment")
        .get(pk=report.pk)
    )
    if current.withdrawn_at:
        raise StateChanged(_("Nullrapporten er alt trukket."))
    current.withdrawn_at, current.withdrawn_because = at, because
    current.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(
        "clause.zero_withdrawn", current.clause, sentence=f"{current.clause}: nullrapporten ble trukket. {because}",
        by=by, at=at, audience=Audience.EVERYONE, clauses=[current.clause_id],
    )  # fmt: skip
    return current
