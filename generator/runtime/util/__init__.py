"""Small tools that know nothing of HTTP or of an API."""
