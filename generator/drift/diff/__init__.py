"""Two documents walked side by side."""
