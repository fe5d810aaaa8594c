"""Frozen values of a parsed document, and values written as Python source."""
