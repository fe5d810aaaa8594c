"""Generates typed API clients from OpenAPI documents and the facts beside them."""
