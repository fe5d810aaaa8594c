"""A call's arguments as parts of a request, and a response's bytes as values."""
