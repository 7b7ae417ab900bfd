"""Pages of honoraria, by subject."""
