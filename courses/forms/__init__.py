"""Forms of the courses: they read and check, and never save."""
