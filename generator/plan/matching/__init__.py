"""The facts of each operation, matched once."""
