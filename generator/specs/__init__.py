"""What `specs/<api>/` holds: facts, pages, and the accepted snapshot of a document."""
