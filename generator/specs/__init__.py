"""Readers of `specs/<api>/`: facts, documentation pages, and the accepted snapshot of a document."""
