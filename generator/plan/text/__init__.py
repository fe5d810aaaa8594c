"""Names, types, imports and expressions of generated code, as text."""
