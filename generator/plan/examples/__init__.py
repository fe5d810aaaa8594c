"""Example answers for the testing kit, and programs that show it."""
