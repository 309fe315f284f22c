"""Versions of the year-end overview, taken to the state a test needs by the steps themselves."""

from decimal import Decimal

from django.db.models import Sum

from portal.people.models import User
from portal.people.roles import Role
from reporting.actions import overviews as actions
from reporting.actions.allocations import split_payment
from reporting.actions.checks import comment_on_check
from reporting.models import Authority, LedgerRow, OverviewVersion
from reporting.queries.checks import findings_of
from reporting.states import Severity
from tests.factories import member
from tests.factories_money import NOON, LedgerRowFactory, controller_of


def tied(authority: Authority, amount: str = "1000.00", **row: object) -> LedgerRow:
    """A payment that føring 1 carries."""
    made = LedgerRowFactory(authority=authority, amount=Decimal(amount), **row)
    assignment = authority.basis_letter.assignments.get(number=1)
    return split_payment(row=made, parts={assignment.pk: made.amount}, by=made.run.started_by, at=NOON)


def ledger_sum(authority: Authority) -> Decimal:
    return LedgerRow.objects.of(authority).counted().aggregate(total=Sum("amount"))["total"] or Decimal(
        "0.00"
    )


def draft(
    authority: Authority, *, by: User | None = None, reason: str = "", **said: object
) -> OverviewVersion:
    """A draft that is reconciled with the ledger to the øre, or as `said`."""
    by = by or controller_of(authority)
    made = actions.open_version(authority=authority, reason=reason, by=by, at=NOON)
    wanted = actions.Reconciliation(**{"ledger_sum": ledger_sum(authority), "case_number": "24/385", **said})
    return actions.reconcile_overview(version=made, said=wanted, by=by, at=NOON)


def checked(authority: Authority, *, by: User | None = None, **more: object) -> OverviewVersion:
    """Every warning has its comment."""
    by = by or controller_of(authority)
    version = draft(authority, by=by, **more)
    commented(version, by=by)
    return actions.check_overview(version=version, by=by, at=NOON)


def commented(version: OverviewVersion, *, by: User) -> None:
    for finding in findings_of(version.authority, version):
        if finding.count and finding.severity == Severity.WARNING:
            comment_on_check(version=version, code=finding.code, text="Sett på", by=by, at=NOON)


def approved(authority: Authority, **more: object) -> OverviewVersion:
    approver = member(Role.APPROVER, authority.receiver)
    return actions.approve_overview(version=checked(authority, **more), by=approver, at=NOON)


def sent(authority: Authority, **more: object) -> OverviewVersion:
    return actions.send_overview(version=approved(authority, **more), by=controller_of(authority), at=NOON)
