"""Forms about letters, clauses, evidence and readings: they parse and validate, and never save."""
