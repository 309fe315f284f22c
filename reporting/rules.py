"""Who may do what with the money, and what a step still lacks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Problem
from portal.formatting import kroner
from portal.letters.states import ClauseType
from portal.money import ZERO
from portal.people.roles import Role
from portal.permissions import Right, has_right
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.versions import content_mark
from reporting.states import Outcome

if TYPE_CHECKING:
    from portal.people.models import User


def can_read_money(user: "User") -> bool:
    """Coordinator, controller and approver of DSS or DIO, DFD's steward and auditors (permissions.py)."""
    return has_right(user, Right.READ_MONEY)


def can_keep_authorities(user: "User") -> bool:
    """The controller registers the fullmakt that the letter gives."""
    return has_right(user, Right.KEEP_AUTHORITIES)


def can_import_ledger(user: "User", authority: Authority) -> bool:
    """The controller of the body that may charge the post, and no other body (domain.md E-06)."""
    return has_right(user, Right.IMPORT_LEDGER) and user.organisation == authority.receiver


def can_tie_payments(user: "User", authority: Authority) -> bool:
    """As for imports: the receiver's own controller."""
    return has_right(user, Right.CODE_PAYMENTS) and user.organisation == authority.receiver


def can_export(user: "User") -> bool:
    """Taking out files is a right of its own (features.md X07)."""
    return has_right(user, Right.EXPORT)


def missing_for_authority(authority: Authority) -> list[Problem]:
    """What a fullmakt lacks before it is saved (domain.md E-01, T-08)."""
    problems = []
    clause = authority.basis_clause
    if clause.assignment.letter_id != authority.basis_letter_id:
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
    if authority.basis_letter.is_draft:
        problems.append(Problem(_("Brevet er et utkast. Registrer det først."), code="draft"))
    if (
        authority.basis_letter.sender_id != authority.giver_id
        or authority.basis_letter.receiver_id != authority.receiver_id
    ):
        problems.append(Problem(_("Giver og mottaker må være de samme som i brevet."), code="parties"))
    return problems


def problems_with_split(row: LedgerRow, parts: Mapping[int, Decimal]) -> list[Problem]:
    """Why a split over assignments cannot be saved; the parts must sum exactly to the row (domain.md T-05)."""
    if not row.is_counted:
        return [
            Problem(_("Linjen teller ikke mot rammen og kan ikke knyttes til en føring."), code="outcome")
        ]
    total = sum(parts.values(), ZERO)
    if total != row.amount:
        return [
            Problem(
                _("Delene blir %(total)s kr, men bilaget er %(amount)s kr. Det skiller %(difference)s kr.")
                % {
                    "total": kroner(total),
                    "amount": kroner(row.amount),
                    "difference": kroner(row.amount - total),
                },
                code="sum",
            )
        ]
    if any(part * row.amount < 0 for part in parts.values()):
        return [Problem(_("Alle delene må ha samme fortegn som bilaget."), code="sign")]
    return []


def can_check_overview(user: "User", authority: Authority) -> bool:
    """The receiver's controller makes, reconciles and checks the overview (attestasjon)."""
    return can_tie_payments(user, authority)


def can_approve_overview(user: "User", authority: Authority) -> bool:
    """The receiver's approver (BDM); that it is somebody else is in missing_for_approval, with a sentence."""
    return user.has_role(Role.APPROVER) and user.organisation == authority.receiver


def can_send_overview(user: "User", authority: Authority) -> bool:
    """The receiver's controller or approver; also to take an unsent version back to draft."""
    return can_check_overview(user, authority) or can_approve_overview(user, authority)


def can_answer_overview(user: "User", authority: Authority) -> bool:
    """The giver's steward says that it is received, or returns it."""
    return user.has_role(Role.STEWARD) and user.organisation == authority.giver


def missing_for_opening(authority: Authority, reason: str) -> list[Problem]:
    """Why a new version cannot be begun: one is open, or a later one lacks its reason (domain.md E-24)."""
    versions = OverviewVersion.objects.of(authority)
    if versions.open().exists():
        return [Problem(_("En versjon er alt under arbeid."), code="open")]
    if versions.exists() and not reason.strip():
        return [Problem(_("Skriv hvorfor det trengs en ny versjon."), code="reason")]
    return []


def missing_for_check(version: OverviewVersion) -> list[Problem]:
    """What must be in order before a controller can say that the overview is right (domain.md E-26)."""
    authority = version.authority
    total = LedgerRow.objects.of(authority).counted().aggregate(total=Sum("amount"))["total"] or ZERO
    return [
        *_untied(authority),
        *_unreconciled(version, total),
        *_over_the_ceiling(version, total),
        *_special_periods(version),
    ]


def missing_for_approval(version: OverviewVersion, by: "User") -> list[Problem]:
    """As for the check, and that nobody approves their own work or other figures than the checked (domain.md E-23)."""
    own = []
    if by.pk == version.checked_by_id:
        own = [
            Problem(_("Du har kontrollert oversikten selv. En annen må godkjenne den."), code="same-person")
        ]
    elif by.pk == version.made_by_id:
        own = [Problem(_("Du har laget oversikten selv. En annen må godkjenne den."), code="same-person")]
    return [*own, *missing_for_sending(version)]


def missing_for_sending(version: OverviewVersion) -> list[Problem]:
    """What is sent is what was checked and approved, to the øre."""
    return [*_changed_since_check(version), *missing_for_check(version)]


def _changed_since_check(version: OverviewVersion) -> list[Problem]:
    if content_mark(version.authority) == version.content:
        return []
    text = _(
        "Regnskapet eller fordelingen er endret siden kontrollen. Ta versjonen tilbake til utkast og kontroller den på nytt."
    )
    return [Problem(text, code="changed")]


def _untied(authority: Authority) -> list[Problem]:
    count = LedgerRow.objects.of(authority).untied().count()
    if not count:
        return []
    text = ngettext(
        "%(count)s bilagslinje er ikke knyttet til føring.",
        "%(count)s bilagslinjer er ikke knyttet til føring.",
        count,
    )
    url = f"{reverse('payments', args=[authority.key])}?foring=ingen"
    return [Problem(text % {"count": count}, url=url, code="untied")]


def _unreconciled(version: OverviewVersion, total: Decimal) -> list[Problem]:
    if version.ledger_sum is None:
        return [
            Problem(
                _("Skriv summen i regnskapet, så den kan avstemmes mot portalen."),
                url="#avstemming",
                code="ledger-sum",
            )
        ]
    difference = version.ledger_sum - total
    if not difference or version.explanation:
        return []
    text = _("Regnskapet og portalen skiller %(difference)s kr. Skriv hvorfor.") % {
        "difference": kroner(difference)
    }
    return [Problem(text, url="#avstemming", code="difference")]


def _over_the_ceiling(version: OverviewVersion, total: Decimal) -> list[Problem]:
    over = total - version.authority.ceiling
    if over <= 0 or version.ceiling_explanation:
        return []
    text = _("Rammen er overskredet med %(over)s kr. Skriv hvorfor.") % {"over": kroner(over)}
    return [Problem(text, url="#avstemming", code="ceiling")]


def _special_periods(version: OverviewVersion) -> list[Problem]:
    count = LedgerRow.objects.of(version.authority).filter(outcome=Outcome.SPECIAL_PERIOD).count()
    if not count or version.period_decision:
        return []
    text = ngettext(
        "%(count)s linje i en åpnings- eller avslutningsperiode er holdt utenfor. Skriv hva som er besluttet.",
        "%(count)s linjer i åpnings- eller avslutningsperioder er holdt utenfor. Skriv hva som er besluttet.",
        count,
    )
    return [Problem(text % {"count": count}, url="#avstemming", code="special-period")]
