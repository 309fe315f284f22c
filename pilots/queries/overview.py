"""Across the ministries: who has answered the year, how mature they are, and what has been measured (A10, P05, P13)."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilots import rules
from pilots.models import (
    DutyAnswer,
    DutyYear,
    Involvement,
    LawStatus,
    Measurement,
    Pilot,
    RiskAssessment,
    RuleSet,
)
from pilots.states import ADDED_UP, InvolvementForm, Maturity, MeasurementKind, PilotState
from portal.dates import oslo_date
from portal.grid import Answer, Body, Column, Grid, Value
from portal.people.models import Organisation

if TYPE_CHECKING:
    from portal.people.models import User

WORDS = {
    Value.ANSWERED: gettext_lazy("har utprøvinger"),
    Value.NONE_WITH_REASON: gettext_lazy("ingen utprøving"),
}


def duty_grid(duty: DutyYear, user: "User") -> Grid:
    """The 17 bodies as they are on the last day of the round (features.md A10): four queries."""
    bodies = list(Organisation.objects.ministries_on(duty.due_on).with_names())
    counts, ideas = _counts(user, duty.year), _ideas(user)
    # That a body has begun is known to those who see the grid; what it has written is not.
    said = {
        one.organisation_id: one
        for one in DutyAnswer.objects.filter(duty_year=duty).only("organisation", "sent_at")
    }
    column = Column("answer", _("Utprøvinger"), WORDS)  # type: ignore[arg-type]
    rows = [
        (Body(body.name_on(duty.due_on).code, body.name_on(duty.due_on).name), body.pk) for body in bodies
    ]
    answers = {
        (row.code, column.key): found
        for row, pk in rows
        if (found := _answer(counts.get(pk, 0), said.get(pk), pk in ideas)) is not None
    }
    return Grid([row for row, _pk in rows], [column], answers)


def _counts(user: "User", year: int) -> dict[int, int]:
    """How many trials each body has had under way in the year, of those the person may see."""
    rows = Pilot.objects.visible_to(user).under_way_in(year)
    return dict(rows.order_by().values_list("owner").annotate(count=Count("pk")))


def _ideas(user: "User") -> set[int]:
    """The bodies that have an idea in the register: not a trial yet, and not silence."""
    return set(Pilot.objects.visible_to(user).filter(state=PilotState.IDEA).values_list("owner", flat=True))


def _answer(count: int, said: DutyAnswer | None, has_idea: bool) -> Answer | None:
    if count:
        text = ngettext("%(count)s utprøving", "%(count)s utprøvinger", count) % {"count": count}
        return Answer(Value.ANSWERED, text)
    if said is not None and said.sent_at:
        return Answer(Value.NONE_WITH_REASON, date=oslo_date(said.sent_at))
    if has_idea:
        return Answer(Value.IN_PROGRESS, _("har en idé"))
    return Answer(Value.IN_PROGRESS) if said is not None else None


def silent_bodies(duty: DutyYear) -> list[Organisation]:
    """The bodies that have neither a trial nor an answer: those to remind."""
    has_trials = Pilot.objects.under_way_in(duty.year).values("owner")
    answered = DutyAnswer.objects.filter(duty_year=duty, sent_at__isnull=False).values("organisation")
    bodies = (
        Organisation.objects.ministries_on(duty.due_on).exclude(pk__in=has_trials).exclude(pk__in=answered)
    )
    return list(bodies.with_names())


def unanswered_years(organisation: Organisation) -> list[DutyYear]:
    """The rounds that the body owes an answer."""
    found = DutyYear.objects.exclude(
        answers__in=DutyAnswer.objects.filter(organisation=organisation, sent_at__isnull=False)
    )
    return [one for one in found if organisation in silent_bodies(one)]


def answer_of(duty: DutyYear, organisation: Organisation) -> DutyAnswer | None:
    """What the body has written, sent or not."""
    return (
        DutyAnswer.objects.filter(duty_year=duty, organisation=organisation).select_related("sent_by").first()
    )


@dataclass(frozen=True)
class MaturityRow:
    """How many trials a body has on each step; those without a step are counted apart (features.md P05)."""

    code: str
    counts: list[int]
    not_assessed: int
    pk: int


@dataclass(frozen=True)
class Timing:
    """When the employees' representatives were heard, counted per trial (moonshot 21)."""

    early: int
    late: int
    not_relevant: int
    none: int


@dataclass(frozen=True)
class Total:
    """A unit: what was planned, and what is measured, over the trials that have both."""

    unit: str
    gains: int
    planned: Decimal
    measured: Decimal
    left_out: int


def maturity_rows(user: "User", codes: dict[int, str]) -> list[MaturityRow]:
    """Trials per body and step (domain.md P-13): one query."""
    reached = Pilot.objects.visible_to(user).exclude(state=PilotState.STOPPED).order_by()
    rows = reached.values_list("owner", "maturity_start", "maturity_end").annotate(count=Count("pk"))
    counts: dict[int, Counter[int]] = {}
    for owner, first, last, count in rows:
        counts.setdefault(owner, Counter())[last or first or 0] += count
    found = [
        MaturityRow(codes.get(owner, ""), [steps[step] for step in Maturity.values], steps[0], owner)
        for owner, steps in counts.items()
    ]
    return sorted(found, key=lambda row: row.code)


def timing_of(user: "User") -> Timing:
    """Early is no later than the day the trial was decided; an undecided trial that has heard them is early (P-19): two queries."""
    rows = Involvement.objects.filter(pilot__in=Pilot.objects.visible_to(user))
    real = rows.exclude(form=InvolvementForm.NOT_RELEVANT)
    early = set(
        real.filter(Q(pilot__decided_on=None) | Q(held_on__lte=F("pilot__decided_on"))).values_list(
            "pilot", flat=True
        )
    )
    heard = set(real.values_list("pilot", flat=True))
    excused = set(rows.values_list("pilot", flat=True)) - heard
    everyone = Pilot.objects.visible_to(user).count()
    return Timing(len(early), len(heard - early), len(excused), everyone - len(heard) - len(excused))


def gain_totals(user: "User") -> list[Total]:
    """Planned and observed change per unit. Only what is measured, with a baseline, is added up (P13, moonshot 11)."""
    rows = Measurement.objects.filter(gain__pilot__in=Pilot.objects.visible_to(user)).select_related("gain")
    by_gain: dict[int, dict[str, Measurement]] = {}
    for one in rows.order_by("measured_on", "pk"):
        by_gain.setdefault(one.gain_id, {})[one.kind] = one
    totals: dict[str, Total] = {}
    for taken in by_gain.values():
        first, last = taken.get(MeasurementKind.BASELINE), taken.get(MeasurementKind.END)
        if last is None:
            continue
        held = totals.get(last.gain.unit, Total(last.gain.unit, 0, Decimal(0), Decimal(0), 0))
        totals[last.gain.unit] = _added(held, first, last)
    return sorted(totals.values(), key=lambda total: total.unit)


def _added(held: Total, first: Measurement | None, last: Measurement) -> Total:
    if first is None or {first.label, last.label} - set(ADDED_UP):
        return Total(held.unit, held.gains, held.planned, held.measured, held.left_out + 1)
    planned = held.planned + last.gain.target - first.value
    return Total(held.unit, held.gains + 1, planned, held.measured + last.value - first.value, held.left_out)


def rule_sets() -> list[RuleSet]:
    """Every rule file, newest first."""
    return list(RuleSet.objects.all())


def law_statuses() -> list[LawStatus]:
    """How the law has stood, newest first."""
    return list(LawStatus.objects.all())


@dataclass(frozen=True)
class Moved:
    """An assessment that newer rules see otherwise (moonshot 15)."""

    assessment: RiskAssessment
    verdict: "rules.Verdict"

    @property
    def now(self) -> str:
        return str(self.verdict.risk_class.label)


def moved_assessments(user: "User", today: datetime.date) -> list[Moved]:
    """All assessments that hold, run again under the rules of today; humans confirm what has changed: two queries."""
    held = RuleSet.objects.in_force_on(today)
    if held is None:
        return []
    rows = (
        RiskAssessment.objects.held()
        .filter(pilot__in=Pilot.objects.visible_to(user).open())
        .exclude(rule_set=held)
    )
    found = rows.select_related("pilot__owner").order_by("pilot__number")
    return [Moved(one, verdict) for one in found if (verdict := rules.has_moved(one, held)) is not None]
