"""What a parsed document is, as frozen values, and how values are written as Python source."""
