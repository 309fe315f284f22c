"""Who may do what with letters, and what a step still lacks."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.letters.models import Clause, Letter
from portal.letters.states import LetterKind
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User


def can_write_letters(user: "User") -> bool:
    """Coordinators keep letters and clauses (permissions.py)."""
    return has_right(user, Right.WRITE_LETTERS)


def can_edit_letter(user: "User", letter: Letter) -> bool:
    """A draft may be changed by those who keep letters; a registered letter by nobody (domain.md T-03)."""
    return can_write_letters(user) and letter.is_draft


def can_set_clause_status(user: "User", clause: Clause) -> bool:
    """The coordinator of the programme writes how a clause stands."""
    return can_write_letters(user) and not clause.assignment.letter.is_draft


def missing_for_registration(letter: Letter) -> list[Problem]:
    """What a draft lacks before it is registered (domain.md T-01, T-02)."""
    problems = []
    if letter.kind == LetterKind.SUPPLEMENTARY and not Letter.objects.main_letter_of(letter).exists():
        problems.append(
            Problem(
                _("Tildelingsbrevet for %(receiver)s i %(year)s er ikke registrert. Registrer det først.")
                % {"receiver": letter.receiver, "year": letter.budget_year},
                code="main_letter",
            )
        )
    if letter.kind == LetterKind.SUPPLEMENTARY and not Clause.objects.of_letter(letter).exists():
        problems.append(Problem(_("Brevet har ingen punkter. Legg inn minst ett."), code="clauses"))
    return problems
