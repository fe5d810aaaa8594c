"""What the outside world has now: documents and documentation pages."""
