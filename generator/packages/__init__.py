"""Makes packages of documents and facts, and keeps them up to date on disk."""
