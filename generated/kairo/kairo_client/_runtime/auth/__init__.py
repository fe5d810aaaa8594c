"""Credentials: where they are kept, how they are put on a request, how they are renewed."""
