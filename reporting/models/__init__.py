"""The money's tables, one file per noun."""

from reporting.models.accounts import Account, VoucherType
from reporting.models.allocations import Allocation, Assessment
from reporting.models.amendments import Amendment
from reporting.models.authorities import Authority
from reporting.models.chain import LedgerBatch
from reporting.models.commitments import Commitment, Invoice, Settlement
from reporting.models.corrections import Correction
from reporting.models.judgements import CheckComment, Difference, StateAccount
from reporting.models.ledger import LedgerRow
from reporting.models.overviews import OverviewVersion, SealedFile
from reporting.models.planning import PlannedMonth
from reporting.models.sums import SumChange
from reporting.models.trials import TrialPayment

__all__ = [
    "Account",
    "Allocation",
    "Amendment",
    "Assessment",
    "Authority",
    "CheckComment",
    "Commitment",
    "Correction",
    "Difference",
    "Invoice",
    "LedgerBatch",
    "LedgerRow",
    "OverviewVersion",
    "PlannedMonth",
    "SealedFile",
    "Settlement",
    "StateAccount",
    "SumChange",
    "TrialPayment",
    "VoucherType",
]
