"""What the fake server serves: resources with their state, paging and filters."""
