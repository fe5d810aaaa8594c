"""Methods: parameters, return types, docstrings, `Operation` constants."""
