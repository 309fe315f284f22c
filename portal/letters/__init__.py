"""The spine: letters, their assignments (føringer) and clauses, who owns them and how they stand."""
