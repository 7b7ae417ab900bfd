"""Plans, letters and visits for programs."""
