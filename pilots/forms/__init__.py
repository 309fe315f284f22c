"""Forms about trials and cards: they read and check, and never save."""
