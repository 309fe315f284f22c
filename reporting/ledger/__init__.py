"""From a ledger extract to rows: what each line says, what it means, and what is wrong with it."""
