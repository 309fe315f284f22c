"""What a fullmakt, or a change of its ceiling, still lacks; and how near the ceiling it is."""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.formatting import kroner
from portal.letters.models import Clause, Letter
from portal.letters.states import ClauseType
from portal.money import ZERO
from reporting.models import Amendment, Authority


def missing_for_authority(authority: Authority) -> list[Problem]:
    """What a fullmakt lacks before it is saved (domain.md E-01, T-08)."""
    letter, clause = authority.basis_letter, authority.basis_clause
    return [
        *_missing_in_clause(letter, clause),
        *_missing_in_letter(letter, giver_id=authority.giver_id, receiver_id=authority.receiver_id),
    ]


def _missing_in_clause(letter: Letter, clause: Clause) -> list[Problem]:
    problems = []
    if clause.assignment.letter_id != letter.pk:
        problems.append(Problem(_("Punktet står ikke i det brevet som er valgt."), code="clause"))
    if clause.type == ClauseType.PROMISE:
        problems.append(
            Problem(
                _(
                    "Punkt %(number)s er et løfte om finansiering, ikke en fullmakt. Det kan ikke registreres med beløp."
                )
                % {"number": clause.number},
                code="promise",
            )
        )
    elif clause.type != ClauseType.AUTHORITY:
        problems.append(
            Problem(_("Punkt %(number)s gir ingen fullmakt.") % {"number": clause.number}, code="type")
        )
    return problems


def _missing_in_letter(letter: Letter, *, giver_id: int, receiver_id: int) -> list[Problem]:
    problems = []
    if letter.is_draft:
        problems.append(Problem(_("Brevet er et utkast. Registrer det først."), code="draft"))
    if letter.sender_id != giver_id or letter.receiver_id != receiver_id:
        problems.append(Problem(_("Giver og mottaker må være de samme som i brevet."), code="parties"))
    return problems


def missing_for_amendment(amendment: Amendment) -> list[Problem]:
    """What a change of the ceiling lacks: its own letter, a date in the budget year, and a ceiling of 0 or more (R03)."""
    authority, letter = amendment.authority, amendment.letter
    problems = [
        *_missing_in_clause(letter, amendment.clause),
        *_missing_in_letter(letter, giver_id=authority.giver_id, receiver_id=authority.receiver_id),
    ]
    if letter.pk == authority.basis_letter_id:
        problems.append(
            Problem(_("Det er dette brevet som gir fullmakten. Velg et senere brev."), code="basis")
        )
    elif authority.amendments.filter(letter=letter).exists():
        problems.append(Problem(_("Brevet er alt ført som en endring av rammen."), code="again"))
    if amendment.valid_on.year != authority.budget_year:
        text = _("Endringen må gjelde fra en dato i %(year)s.") % {"year": authority.budget_year}
        problems.append(Problem(text, code="year"))
    return problems + _below_zero(amendment)


def _below_zero(amendment: Amendment) -> list[Problem]:
    """A ceiling that would be negative on any day from the change on."""
    authority = amendment.authority
    days = [amendment.valid_on, *(item.valid_on for item in authority.amendments.all())]
    lowest = min(authority.ceiling_on(day) for day in days if day >= amendment.valid_on) + amendment.change
    if lowest >= 0:
        return []
    text = _("Rammen ville bli %(kr)s kr. Den kan ikke være negativ.") % {"kr": kroner(lowest)}
    return [Problem(text, code="negative")]


def warnings_for_ceiling(authority: Authority, *, ceiling: Decimal, used: Decimal) -> list[Problem]:
    """The highest step passed of those the authority warns at: used is paid and committed, kroner eks. mva. (E-04)."""
    if used > ceiling:
        text = _("Utbetalt og forpliktet er %(over)s kr over rammen, eks. mva.") % {
            "over": kroner(used - ceiling)
        }
        return [Problem(text, code="over")]
    share = used * 100 / ceiling if ceiling else ZERO
    passed = [step for step in sorted(authority.warning_steps) if share >= step]
    if not passed:
        return []
    text = _("Utbetalt og forpliktet har passert %(step)s prosent av rammen. Fritt er %(left)s kr, eks. mva.")
    return [Problem(text % {"step": passed[-1], "left": kroner(ceiling - used)}, code=f"passed-{passed[-1]}")]
