"""What programs may ask of this app."""
