"""Pages of the work plan, the letters and the guest book."""
