"""State of the fake server: routes, stored resources, their lifecycle, filters and pagination."""
