"""What people fill in about honoraria."""
