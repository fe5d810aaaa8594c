"""Drift: changes between two OpenAPI documents and their effect on callers of the API."""

from .change import Change, Comparison
from .compare import compare
from .diff.validation import ComparisonRefused

__all__ = ["Change", "Comparison", "ComparisonRefused", "compare"]
