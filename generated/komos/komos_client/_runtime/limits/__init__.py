"""Rate limits, run slots and caps: decisions on plain state, which is kept in memory, in a file or in Redis."""
