"""Operations become methods: parameters, return types, docstrings, `Operation` values."""
