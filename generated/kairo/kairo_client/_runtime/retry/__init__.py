"""Whether to try again, and when: pure decisions."""
