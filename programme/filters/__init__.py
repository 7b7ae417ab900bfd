"""What lists of plans, letters and visits can be narrowed by."""
