"""What people fill in about plans, letters and visits."""
