"""Reports about a client's work: events, log lines, drift, version headers."""
