"""The only folder that knows openapi-python-client."""
