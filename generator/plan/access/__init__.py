"""Credentials, addresses and the client's constructor."""
