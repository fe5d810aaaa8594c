"""Example responses for the testing kit, and programs that use it."""
