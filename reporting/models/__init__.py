"""The money's tables, one file per noun."""

from reporting.models.accounts import Account, VoucherType
from reporting.models.allocations import Allocation, Assessment
from reporting.models.authorities import Authority
from reporting.models.ledger import LedgerRow
from reporting.models.overviews import OverviewVersion, SealedFile

__all__ = [
    "Account",
    "Allocation",
    "Assessment",
    "Authority",
    "LedgerRow",
    "OverviewVersion",
    "SealedFile",
    "VoucherType",
]
