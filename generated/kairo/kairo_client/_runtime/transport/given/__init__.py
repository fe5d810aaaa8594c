"""Transports over a caller's own client of httpx, or of a library with the same interface."""
