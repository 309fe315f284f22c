"""Who may do what with the money; the sentences are in portal/permissions.py."""

from typing import TYPE_CHECKING, Any

from portal.people.roles import Role
from portal.permissions import Right, has_right
from reporting.models import Authority, OverviewVersion, SealedFile

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User


def can_read_money(user: "User") -> bool:
    """Coordinator, controller and approver of DSS or DIO, DFD's steward and auditors (permissions.py)."""
    return has_right(user, Right.READ_MONEY)


def withheld_overview_files(user: "User") -> "list[QuerySet[SealedFile, Any]]":
    """The ids of the sealed files of overviews this user may not see (features.md X10, domain.md S-04)."""
    seen = OverviewVersion.objects.visible_to(user).values("pk")
    return [SealedFile.objects.exclude(version__in=seen).values("file")]


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


def can_amend_authority(user: "User", authority: Authority) -> bool:
    """The receiver's own controller writes what a later letter says about the ceiling."""
    return has_right(user, Right.KEEP_AUTHORITIES) and user.organisation == authority.receiver


def can_keep_commitments(user: "User", authority: Authority) -> bool:
    """The receiver's own controller registers orders and invoices, and matches them to payments."""
    return can_tie_payments(user, authority)


def can_approve_commitment(user: "User", authority: Authority) -> bool:
    """The receiver's approver (BDM); that it is somebody else is in missing_for_commitment, with a sentence."""
    return can_approve_overview(user, authority)
