"""Which clause of the letter trials stand on: «utprøvinger» in føring 1 (domain.md T-05)."""

from portal.letters.models import Clause

TRIALS = 3


def clause_of_trials() -> Clause | None:
    """Clause 1.3 of the newest registered letter that has it: «continue trials»."""
    held = Clause.objects.registered().filter(assignment__kind="directive", assignment__number=1)
    return held.filter(position=TRIALS).order_by("-assignment__letter__dated_on").first()
