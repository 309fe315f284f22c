"""What a step in the life of the year-end overview still lacks."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.errors import Problem
from portal.records import missing_archive_reference
from reporting.models import Authority, OverviewVersion
from reporting.queries.checks import CODES, Finding, findings_of
from reporting.queries.sums import faults_of_sums
from reporting.queries.versions import content_mark
from reporting.states import Severity, VersionState

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
    """The coded checks that stop, fatal or without a comment (R13, domain.md E-26); and the case number (features.md X10)."""
    found = [_as_problem(finding) for finding in findings_of(version.authority, version) if finding.stops]
    return [*found, *missing_archive_reference(version, url="#avstemming")]


def _as_problem(finding: Finding) -> Problem:
    """«F-03: Bilaget er ikke knyttet til føring. (2)», with the way to where it is mended."""
    text = f"{finding.code}: {finding.text}" + (f" ({finding.count})" if finding.count > 1 else "")
    if finding.severity == Severity.WARNING:
        text = _("%(warning)s Skriv en kommentar.") % {"warning": text}
    return Problem(text, url=finding.url, code=finding.code)


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
    """What is sent is what was checked and approved, to the øre, and its sums are what the rows say (domain.md E-22)."""
    broken = [Problem(fault, code="sums") for fault in faults_of_sums(version.authority_id)]
    return [*_changed_since_check(version), *missing_for_check(version), *broken]


def _changed_since_check(version: OverviewVersion) -> list[Problem]:
    if content_mark(version.authority) == version.content:
        return []
    text = _(
        "Regnskapet eller fordelingen er endret siden kontrollen. Ta versjonen tilbake til utkast og kontroller den på nytt."
    )
    return [Problem(text, code="changed")]


def missing_for_revert(version: OverviewVersion) -> list[Problem]:
    """Only a draft is dropped, and only when there is a sent version to go back to."""
    if version.state != VersionState.DRAFT:
        return [Problem(_("Ta versjonen tilbake til utkast først."), code="state")]
    if not OverviewVersion.objects.of(version.authority).sent().exists():
        return [Problem(_("Ingen versjon er oversendt ennå."), code="none")]
    return []


def missing_for_comment(version: OverviewVersion, code: str) -> list[Problem]:
    """A comment is written to a warning of a draft; a fatal finding is mended, not commented."""
    if version.state != VersionState.DRAFT:
        return [Problem(_("Kommentarer kan bare skrives mens versjonen er et utkast."), code="state")]
    if code not in CODES or not code.startswith("W"):
        return [Problem(_("Bare advarsler kan kommenteres. En stopper må rettes."), code="fatal")]
    return []
