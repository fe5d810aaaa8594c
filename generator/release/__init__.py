"""Releases: what changed, the next version, its changelog, and the branch that proposes it."""
