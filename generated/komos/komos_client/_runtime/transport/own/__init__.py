"""A client's own connections, over the public classes of httpcore."""
