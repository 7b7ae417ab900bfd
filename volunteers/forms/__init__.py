"""Forms of the roster, a file for each part: fields only."""
