"""National data, and our addresses measured against bare floors in the same run: `make bench`."""
