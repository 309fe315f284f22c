"""Which clause of the letter trials and experiences stand on: 1.3 and 1.2 in føring 1 (domain.md T-05)."""

from portal.letters.models import Clause

EXPERIENCES, TRIALS = 2, 3


def clause_of_trials() -> Clause | None:
    """Clause 1.3 of the newest registered letter that has it: «continue trials»."""
    return _clause(TRIALS)


def clause_of_experiences() -> Clause | None:
    """Clause 1.2 of the newest registered letter that has it: «continue sharing of experience»."""
    return _clause(EXPERIENCES)


def _clause(position: int) -> Clause | None:
    held = Clause.objects.registered().filter(assignment__kind="directive", assignment__number=1)
    return held.filter(position=position).order_by("-assignment__letter__dated_on").first()
