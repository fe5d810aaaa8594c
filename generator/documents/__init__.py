"""OpenAPI documents as plain JSON values: read, addressed and bundled."""
