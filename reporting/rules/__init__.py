"""Who may do what with the money, and what a step still lacks."""

from reporting.rules.authorities import missing_for_amendment, missing_for_authority, warnings_for_ceiling
from reporting.rules.commitments import (
    missing_for_commitment,
    missing_for_invoice,
    missing_for_settlement,
    would_overdraw,
)
from reporting.rules.overviews import (
    missing_for_approval,
    missing_for_check,
    missing_for_comment,
    missing_for_opening,
    missing_for_revert,
    missing_for_sending,
)
from reporting.rules.payments import (
    problems_with_assessment,
    problems_with_correction,
    problems_with_split,
    problems_with_trial,
)
from reporting.rules.rights import (
    can_amend_authority,
    can_answer_overview,
    can_approve_commitment,
    can_approve_overview,
    can_check_overview,
    can_export,
    can_import_ledger,
    can_keep_authorities,
    can_keep_commitments,
    can_read_money,
    can_send_overview,
    can_tie_payments,
    withheld_overview_files,
)

__all__ = [
    "can_amend_authority",
    "can_answer_overview",
    "can_approve_commitment",
    "can_approve_overview",
    "can_check_overview",
    "can_export",
    "can_import_ledger",
    "can_keep_authorities",
    "can_keep_commitments",
    "can_read_money",
    "can_send_overview",
    "can_tie_payments",
    "missing_for_amendment",
    "missing_for_approval",
    "missing_for_authority",
    "missing_for_check",
    "missing_for_comment",
    "missing_for_commitment",
    "missing_for_invoice",
    "missing_for_opening",
    "missing_for_revert",
    "missing_for_sending",
    "missing_for_settlement",
    "problems_with_assessment",
    "problems_with_correction",
    "problems_with_split",
    "problems_with_trial",
    "warnings_for_ceiling",
    "withheld_overview_files",
    "would_overdraw",
]
