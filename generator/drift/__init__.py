"""Drift: what the difference between two OpenAPI documents means to those who call the API."""

from generator.drift.change import Change, Comparison
from generator.drift.compare import compare
from generator.drift.plain import ComparisonRefused

__all__ = ["Change", "Comparison", "ComparisonRefused", "compare"]
