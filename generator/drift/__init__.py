"""Drift: what the difference between two OpenAPI documents means to those who call the API."""

from .change import Change, Comparison
from .compare import compare
from .diff.plain import ComparisonRefused

__all__ = ["Change", "Comparison", "ComparisonRefused", "compare"]
