"""Rate budgets, run slots and caps: decisions as plain state, kept in memory, a file or Redis."""
