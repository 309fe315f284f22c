"""The yearly answer of the 17 bodies, and the list of ready-made tools (features.md A10, P20)."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from pilots import rules
from pilots.journal import refuse_broken
from pilots.models import DutyAnswer, DutyYear, ToolUse
from pilots.queries.clauses import clause_of_trials
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.events import Audience, record
from portal.formatting import dato

if TYPE_CHECKING:
    from portal.people.models import Organisation, User


@transaction.atomic
def open_year(*, year: int, due_on: datetime.date, by: "User", at: datetime.datetime) -> DutyYear:
    """Ask all 17 bodies whether they have trials (domain.md P-11)."""
    refuse_if([] if due_on >= oslo_date(at) else [Problem(_("Velg en dato som kommer."), code="due_on")])
    made = DutyYear(year=year, due_on=due_on, opened_by=by, opened_at=at)
    refuse_broken(made)
    made.save()
    record(
        "duty.opened", made, sentence=f"Runden for {year} er åpnet. Svar innen {dato(due_on)}.", by=by, at=at,
        audience=Audience.PROGRAMME, clauses=_clauses(),
    )  # fmt: skip
    return made


@transaction.atomic
def save_answer(
    *,
    duty_year: DutyYear,
    organisation: "Organisation",
    assessments: str,
    involvement: str,
    by: "User",
    at: datetime.datetime,
) -> DutyAnswer:
    """Save a draft of «no trials»: nobody outside the ministry reads it before it is sent."""
    answer, _is_new = DutyAnswer.objects.select_for_update(of=("self",)).get_or_create(
        duty_year=duty_year, organisation=organisation, defaults={"changed_by": by, "changed_at": at}
    )
    if answer.sent_at:
        raise StateChanged(_("Svaret er alt sendt."))
    answer.assessments, answer.involvement = assessments.strip(), involvement.strip()
    answer.changed_by, answer.changed_at = by, at
    refuse_broken(answer)
    answer.save(update_fields=["assessments", "involvement", "changed_by", "changed_at"])
    _note(
        "duty.drafted",
        answer,
        f"{organisation} skriver på svaret for {duty_year}.",
        by,
        at,
        Audience.ORGANISATION,
    )
    return answer  # fmt: skip


@transaction.atomic
def send_answer(*, answer: DutyAnswer, by: "User", at: datetime.datetime) -> DutyAnswer:
    """Send «no trials», with the assessments and how the representatives took part (domain.md P-11)."""
    held = (
        DutyAnswer.objects.select_for_update(of=("self",))
        .select_related("duty_year", "organisation")
        .get(pk=answer.pk)
    )
    if held.sent_at:
        raise StateChanged(_("Noen andre var raskere: svaret er alt sendt."))
    refuse_if(rules.missing_for_duty(held, rules.pilots_in(held.organisation_id, held.duty_year.year)))
    held.sent_by, held.sent_at = by, at
    held.save(update_fields=["sent_by", "sent_at"])
    _note(
        "duty.answered",
        held,
        f"{held.organisation} har ingen utprøving i {held.duty_year}.",
        by,
        at,
        Audience.PROGRAMME,
    )
    return held  # fmt: skip


@dataclass(frozen=True)
class ToolLine:
    """A ready-made tool in one line."""

    tool: str
    information_class: str
    since_on: datetime.date | None = None
    note: str = ""


@transaction.atomic
def list_tool(
    *,
    organisation: "Organisation",
    line: ToolLine,
    by: "User",
    at: datetime.datetime,
    is_example: bool = False,
) -> ToolUse:
    """Note a ready-made tool that the body uses: one line, and no trial is demanded (features.md P20)."""
    made = ToolUse(
        organisation=organisation, tool=line.tool.strip(), information_class=line.information_class,
        since_on=line.since_on, note=line.note.strip(), by=by, at=at, is_example=is_example,
    )  # fmt: skip
    refuse_broken(made)
    made.save()
    _note("tool.listed", made, f"{organisation} bruker {made.tool}.", by, at, Audience.PROGRAMME)
    return made


@transaction.atomic
def retire_tool(*, tool: ToolUse, until_on: datetime.date, by: "User", at: datetime.datetime) -> ToolUse:
    """Say that the body no longer uses the tool; the line stays, with its dates."""
    held = ToolUse.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=tool.pk)
    if held.until_on:
        raise StateChanged(_("Verktøyet er alt tatt ut av bruk."))
    held.until_on = until_on
    refuse_broken(held)
    held.save(update_fields=["until_on"])
    _note(
        "tool.retired",
        held,
        f"{held.organisation} bruker ikke lenger {held.tool}.",
        by,
        at,
        Audience.PROGRAMME,
    )
    return held


def _note(
    event: str,
    subject: DutyAnswer | ToolUse,
    sentence: str,
    by: "User",
    at: datetime.datetime,
    audience: Audience,
) -> None:
    record(
        event,
        subject,
        sentence=sentence[:500],
        by=by,
        at=at,
        organisation=subject.organisation,
        audience=audience,
        clauses=_clauses(),
    )


def _clauses() -> list[int] | None:
    """The clause about trials: the yearly answers and the tools stand on its timeline (domain.md T-05)."""
    clause = clause_of_trials()
    return [clause.pk] if clause else None
