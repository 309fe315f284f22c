"""Messages that an entry is wrong, and the files of a trial."""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from pilots import rules
from pilots.journal import locked, refuse_broken
from pilots.journal import note as _note
from pilots.models import Correction, Pilot, PilotFile
from pilots.states import CorrectionOutcome
from portal.dates import oslo_date
from portal.errors import Problem, StateChanged, refuse_if
from portal.formatting import dato

if TYPE_CHECKING:
    from portal.files import StoredFile
    from portal.people.models import User


@transaction.atomic
def ask_correction(*, pilot: Pilot, text: str, by: "User", at: datetime.datetime) -> Correction:
    """Say that the entry is wrong; the owner answers within ten working days (features.md P17)."""
    assert by.organisation is not None
    made = Correction(
        pilot=pilot, text=text.strip(), by=by, organisation=by.organisation, at=at,
        due_on=rules.correction_due_on(oslo_date(at)),
    )  # fmt: skip
    refuse_if([] if made.text else [Problem(_("Skriv hva som er feil."), code="text")])
    refuse_broken(made)
    made.save()
    _note(
        "pilot.correction_asked",
        pilot,
        f"{by.organisation} meldte en feil i {pilot}. Svar innen {dato(made.due_on)}.",
        by=by,
        at=at,
    )
    return made  # fmt: skip


@transaction.atomic
def answer_correction(
    *, correction: Correction, outcome: str, answer: str, by: "User", at: datetime.datetime
) -> Correction:
    """Answer whoever said that the entry is wrong (features.md P17)."""
    held = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("pilot__owner")
        .get(pk=correction.pk)
    )
    if held.answered_at:
        raise StateChanged(_("Meldingen er alt besvart."))
    problems = [] if answer.strip() else [Problem(_("Skriv et svar."), code="answer")]
    if outcome not in CorrectionOutcome.values:
        problems.append(Problem(_("Velg et utfall."), code="outcome"))
    refuse_if(problems)
    held.outcome, held.answer, held.answered_by, held.answered_at = outcome, answer.strip(), by, at
    held.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    _note(
        "pilot.correction_answered",
        held.pilot,
        f"En melding om feil i {held.pilot} ble besvart: {held.get_outcome_display()}.",
        by=by,
        at=at,
    )
    return held  # fmt: skip


@transaction.atomic
def add_file(
    *, pilot: Pilot, file: "StoredFile", note: str, has_prompts: bool, by: "User", at: datetime.datetime
) -> PilotFile:
    """Put a file to the trial; the public may ask for it (domain.md S-11)."""
    current = locked(pilot)
    made = PilotFile(pilot=current, file=file, note=note.strip(), has_prompts=has_prompts, by=by, at=at)
    refuse_broken(made)
    made.save()
    _note("pilot.file_added", current, f"Filen «{file}» ble lagt til i {current}.", by=by, at=at)
    return made
