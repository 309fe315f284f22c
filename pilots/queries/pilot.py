"""What the page of one trial shows, and what the printed plan says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from guidelines.models import Section
from pilots.models import Gain, Measurement, Pilot, Reuse
from pilots.parts import PLAN_PARTS, Part
from pilots.rules import budget_left
from pilots.states import GoalResult, MeasurementKind, Need
from portal.formatting import dato, kroner, number
from portal.money import ZERO
from portal.threads import Thread

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class PlanPart:
    """One part of the plan as it is printed: its heading, paragraphs, and lines of a list (domain.md P-01)."""

    part: Part
    title: str
    paragraphs: Sequence[str]
    lines: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.lines)


def plan_of(pilot: Pilot) -> list[PlanPart]:
    """The plan under the seven headings of the letter of 2023, in its order: the page, Word and PDF say the same."""
    makers = (_problem, _scope, _time, _people, _economy, _evaluation, _exemption)
    return [
        PlanPart(part, str(part.title), [text for text in texts if text], [line for line in lines if line])
        for part, (texts, lines) in zip(PLAN_PARTS, (make(pilot) for make in makers), strict=True)
    ]


def figure(value: Decimal) -> str:
    """A figure without decimals when it has none."""
    return number(value, 0 if value == value.to_integral_value() else 2)


Said = tuple[list[str], list[str]]


def _paragraphs(*texts: str) -> list[str]:
    return [part.strip() for text in texts for part in text.split("\n\n")]


def _problem(pilot: Pilot) -> Said:
    learning = _("Dette skal vi lære og teste: %(text)s") % {"text": pilot.learning} if pilot.learning else ""
    goals = [
        _("Mål: %(goal)s") % {"goal": goal.text} + _result(goal.result, goal.result_text)
        for goal in pilot.goals.all()
    ]
    return _paragraphs(pilot.problem, learning), goals


def _result(result: str, text: str) -> str:
    return f" ({GoalResult(result).label}: {text})" if result else ""


def _scope(pilot: Pilot) -> Said:
    return _paragraphs(pilot.scope), []


def _time(pilot: Pilot) -> Said:
    span = ""
    if pilot.starts_on and pilot.ends_on:
        said = {"start": dato(pilot.starts_on), "end": dato(pilot.ends_on)}
        span = _("Fra %(start)s til %(end)s.") % said
    dates = [
        f"{dato(one.intended_on)}: {one.title}" + (_(", ferdig %(date)s") % {"date": dato(one.actual_on)} if one.actual_on else "")
        for one in pilot.milestones.all()
    ]  # fmt: skip
    return [span, *_paragraphs(pilot.phases)], dates


def _people(pilot: Pilot) -> Said:
    return _paragraphs(pilot.participants), [
        f"{row.count} × {row.role}, {row.body}" for row in pilot.participant_rows.all()
    ]


def _economy(pilot: Pilot) -> Said:
    total = (
        _("Budsjett: %(amount)s kr") % {"amount": kroner(pilot.budget)} if pilot.budget is not None else ""
    )
    return [*_paragraphs(pilot.economy), total], [
        f"{row.text}: {kroner(row.amount)} kr" for row in pilot.budget_lines.all()
    ]


def _evaluation(pilot: Pilot) -> Said:
    gains = [
        _("%(gain)s: %(indicator)s, mål %(target)s %(unit)s. Ansvarlig: %(who)s.")
        % {"gain": one.title, "indicator": one.indicator, "target": figure(one.target), "unit": one.unit, "who": one.responsible}
        for one in pilot.gains.all()
    ]  # fmt: skip
    return _paragraphs(pilot.documentation, pilot.drawbacks), gains


def _exemption(pilot: Pilot) -> Said:
    if pilot.exemption == Need.NOT_ASSESSED:
        return [], []
    if pilot.exemption == Need.NO:
        return [_("Utprøvingen trenger ikke unntak fra lov.")], []
    answer = pilot.get_exemption_answer_display() or _("Ikke besvart")
    facts = [pilot.exemption_law, pilot.exemption_authority, pilot.exemption_reference]
    answered = (
        f"{answer}, {dato(pilot.exemption_answered_on)}" if pilot.exemption_answered_on else str(answer)
    )
    return [_("Utprøvingen trenger unntak fra lov.")], [*facts, answered]


@dataclass(frozen=True)
class GainLine:
    """A gain with its baseline and its last figure, and how good that figure is (features.md P12, P13)."""

    gain: Gain
    baseline: Measurement | None
    latest: Measurement | None
    pulses: Sequence[Measurement]

    @property
    def change(self) -> Decimal | None:
        """How many per cent the indicator has moved since the baseline."""
        if self.baseline is None or self.latest is None or self.baseline.value == 0:
            return None
        return (self.latest.value - self.baseline.value) * 100 / self.baseline.value

    @property
    def people(self) -> int | None:
        """The number that both measurements can speak for; None when one of them does not say."""
        counts = [one.people for one in (self.baseline, self.latest) if one]
        return min(counts) if len(counts) == 2 and None not in counts else None  # type: ignore[type-var]

    @property
    def has_same_group(self) -> bool:
        return bool(self.baseline and self.latest and self.baseline.group == self.latest.group)


def gain_lines(pilot: Pilot) -> list[GainLine]:
    """The gains with what was measured: two queries."""
    lines = []
    for gain in pilot.gains.prefetch_related("measurements"):
        taken = list(gain.measurements.all())
        later = [one for one in taken if one.kind != MeasurementKind.BASELINE]
        ends = [one for one in later if one.kind == MeasurementKind.END]
        baseline = next((one for one in taken if one.kind == MeasurementKind.BASELINE), None)
        pulses = [one for one in later if one.kind == MeasurementKind.PULSE]
        last = ends or later
        lines.append(GainLine(gain, baseline, last[-1] if last else None, pulses))
    return lines


@dataclass(frozen=True)
class Budget:
    """Planned, split on lines, and paid, in kroner; what is paid is eks. mva. (domain.md P-09)."""

    planned: Decimal | None
    left: Decimal
    paid: Decimal | None

    @property
    def unused(self) -> Decimal | None:
        """What is left of the budget when the payments are taken; negative when more is paid than planned."""
        return self.planned - self.paid if self.planned is not None and self.paid is not None else None

    @property
    def is_overspent(self) -> bool:
        return self.unused is not None and self.unused < ZERO

    @property
    def is_even(self) -> bool:
        return self.left == ZERO


def budget_of(pilot: Pilot, paid: Decimal | None) -> Budget:
    """The budget of a trial; what is paid comes from the ledger, never from a form."""
    return Budget(pilot.budget, budget_left(pilot), paid)


def sections_of(pilot: Pilot, user: "User") -> list[Thread]:
    """The sections of the guidelines that the trial follows, with their titles as they are now: two queries."""
    cited = list(pilot.sections.select_related("guideline"))
    held = Section.objects.visible_to(user).filter(
        version__guideline__in=[one.guideline_id for one in cited], anchor__in=[one.anchor for one in cited]
    )
    titles = {
        (one.version.guideline_id, one.anchor): one
        for one in held.select_related("version__guideline").order_by("version__major", "version__minor")
    }
    found = [(one, titles.get((one.guideline_id, one.anchor))) for one in cited]
    kind = _("Retningslinje")
    return [
        Thread(kind, section.title, section.get_absolute_url(), one.guideline.title)
        for one, section in found
        if section
    ]


def reuses_of(*, pilot: Pilot | None = None, card_id: int | None = None) -> list[Reuse]:
    """Who builds on it, with the names of the bodies."""
    rows = Reuse.objects.filter(pilot=pilot) if pilot else Reuse.objects.filter(card=card_id)
    return list(rows.select_related("organisation").prefetch_related("organisation__names"))
