"""A call's arguments as a request's parts, an answer's bytes as values."""
