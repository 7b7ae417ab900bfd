"""What changes the work plan, the agenda of letters and the guest book."""
