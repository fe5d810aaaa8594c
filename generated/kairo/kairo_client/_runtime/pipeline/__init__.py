"""The steps of every call: prepare, wait, attempt, classify, retry, raise or decode."""
