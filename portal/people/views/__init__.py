"""Pages about people, by audience."""
