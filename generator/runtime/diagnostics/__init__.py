"""What a client reports about its work: events, log lines, drift, version headers."""
