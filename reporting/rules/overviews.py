"""What a step in the life of the year-end overview still lacks."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Problem
from portal.formatting import kroner
from portal.money import ZERO
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.versions import content_mark
from reporting.states import Outcome

if TYPE_CHECKING:
    from portal.people.models import User


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
