"""What can be done with letters and clauses; each noun has its own module."""

from portal.letters.actions.clauses import hand_over_clause, set_clause_status
from portal.letters.actions.letters import add_clause, draft_letter, register_letter

__all__ = ["add_clause", "draft_letter", "hand_over_clause", "register_letter", "set_clause_status"]
