"""Whether to retry, and after which delay: pure decisions."""
