"""Downloads: documents and documentation pages."""
