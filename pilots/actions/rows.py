"""The rows of a plan: goals, dates, money, people, involvement, gains and measurements."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from pilots import rules
from pilots.journal import locked, refuse_broken
from pilots.journal import note as _note
from pilots.models import Measurement, Milestone, Pilot
from pilots.parts import PART_OF_ROW, RowKind
from pilots.states import MilestoneKind
from portal.errors import Problem, StateChanged, refuse_if

if TYPE_CHECKING:
    from portal.people.models import User


@transaction.atomic
def add_row(
    *, pilot: Pilot, kind: RowKind, values: Mapping[str, Any], by: "User", at: datetime.datetime
) -> models.Model:
    """Add one row to the plan (domain.md P-01, P-03, P-08, P-09)."""
    current = _writable(pilot, kind)
    made = kind.model(**values) if kind.model is Measurement else kind.model(pilot=current, **values)
    _check(current, made)
    made.save()
    _note("pilot.row_added", current, f"{kind.title} i {current}: «{made}» ble lagt til.", by=by, at=at)
    return made


@transaction.atomic
def change_row(
    *, row: models.Model, kind: RowKind, values: Mapping[str, Any], by: "User", at: datetime.datetime
) -> models.Model:
    """Change one row; a milestone keeps the dates it had before (features.md P14)."""
    current = _writable(pilot_of(row=row), kind)
    held = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    changes = {
        name: [_shown(getattr(held, name)), _shown(value)]
        for name, value in values.items()
        if getattr(held, name) != value
    }
    if not changes:
        return held
    former = list(held.former_dates) if isinstance(held, Milestone) else []
    if isinstance(held, Milestone) and "intended_on" in changes:
        held.former_dates = [*former, held.intended_on]
    for name in changes:
        setattr(held, name, values[name])
    _check(current, held)
    held.save()
    _note(
        "pilot.row_changed",
        current,
        f"{kind.title} i {current}: «{held}» ble endret.",
        by=by,
        at=at,
        changes=changes,
    )
    return held  # fmt: skip


@transaction.atomic
def remove_row(*, row: models.Model, kind: RowKind, by: "User", at: datetime.datetime) -> Pilot:
    """Take one row out of the plan; the event says what it was."""
    current = _writable(pilot_of(row=row), kind)
    found = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise StateChanged(_("Raden er alt tatt ut."))
    _note("pilot.row_removed", current, f"{kind.title} i {current}: «{found}» ble tatt ut.", by=by, at=at)
    found.delete()
    return current


def pilot_of(*, row: models.Model) -> Pilot:
    """The trial that a row belongs to."""
    return row.gain.pilot if isinstance(row, Measurement) else row.pilot  # type: ignore[attr-defined]


def _writable(pilot: Pilot, kind: RowKind) -> Pilot:
    current = locked(pilot)
    if current.is_over and not PART_OF_ROW[kind.key].is_always_open:
        raise StateChanged(_("Utprøvingen er over, og planen kan ikke endres."))
    return current


def _check(pilot: Pilot, row: models.Model) -> None:
    """What the database would refuse, and dates and measurements that do not belong here."""
    found = []
    if (
        isinstance(row, Milestone)
        and row.kind == MilestoneKind.MILESTONE
        and not rules.is_inside(pilot, row.intended_on)
    ):
        found.append(Problem(_("Datoen må ligge mellom oppstart og slutt."), code="intended_on"))
    if isinstance(row, Measurement) and row.gain.pilot_id != pilot.pk:
        found.append(Problem(_("Gevinsten hører til en annen utprøving."), code="gain"))
    refuse_if(found)
    refuse_broken(row)


def _shown(value: object) -> object:
    return getattr(value, "pk", value)
