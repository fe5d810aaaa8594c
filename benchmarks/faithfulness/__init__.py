"""Whether a generated package keeps what its document says: drawn answers survive it, drawn calls are valid."""
