"""The rules: what is found where, and which set of values it touches. One module for each area of a document."""
