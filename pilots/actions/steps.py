"""The steps of a trial: each has a gate, and nothing is skipped (domain.md P-02)."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pilots import rules
from pilots.journal import locked, told
from pilots.models import Pilot
from pilots.states import (
    OPEN,
    STEP_DECIDE,
    STEP_END,
    STEP_EVALUATE,
    STEP_PLAN,
    STEP_START,
    STEP_STOP,
    EndResult,
)
from portal.dates import oslo_date
from portal.errors import Problem, refuse_if

if TYPE_CHECKING:
    from portal.people.models import User
    from portal.states import Transition


def _take(step: "Transition", pilot: Pilot, by: "User", at: datetime.datetime, **changes: Any) -> Pilot:
    """Ask the gate with the row locked, then move: the second of two gets a sentence."""
    current = locked(pilot)
    if current.state in step.sources:
        refuse_if(rules.missing_for_next(current))
    return step.apply(current, by=by, at=at, changed_at=at, **told(current), **changes)


@transaction.atomic
def plan(*, pilot: Pilot, by: "User", at: datetime.datetime) -> Pilot:
    """Make the idea a plan (features.md P02)."""
    return _take(STEP_PLAN, pilot, by, at)


@transaction.atomic
def decide(*, pilot: Pilot, by: "User", at: datetime.datetime) -> Pilot:
    """Decide the trial: all seven elements are written (domain.md P-01, P-05, P-07)."""
    return _take(STEP_DECIDE, pilot, by, at, decided_on=oslo_date(at))


@transaction.atomic
def start(*, pilot: Pilot, by: "User", at: datetime.datetime) -> Pilot:
    """Let the trial run: assessed, discussed, and with a baseline (domain.md P-03, P-04, P-08)."""
    return _take(STEP_START, pilot, by, at, started_on=oslo_date(at))


@transaction.atomic
def evaluate(*, pilot: Pilot, by: "User", at: datetime.datetime) -> Pilot:
    """Begin the evaluation (features.md P14)."""
    return _take(STEP_EVALUATE, pilot, by, at)


@transaction.atomic
def end(*, pilot: Pilot, result: str, by: "User", at: datetime.datetime) -> Pilot:
    """End the trial with what becomes of it (domain.md P-10)."""
    refuse_if([] if result in EndResult.values else [Problem(_("Velg hva som skjer videre."), code="result")])
    return _take(STEP_END, pilot, by, at, end_result=result, ended_on=oslo_date(at))


@transaction.atomic
def stop(*, pilot: Pilot, because: str, by: "User", at: datetime.datetime) -> Pilot:
    """Stop the trial from any step, with a reason; it stays in the register and in the search (features.md P03)."""
    current = locked(pilot)
    if current.state in OPEN:
        refuse_if([] if because.strip() else [Problem(_("Skriv hvorfor den stanses."), code="because")])
    return STEP_STOP.apply(
        current, by=by, at=at, changed_at=at, stopped_because=because.strip(), ended_on=oslo_date(at), **told(current)
    )  # fmt: skip
