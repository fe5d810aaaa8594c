"""Files on disk and in git."""
