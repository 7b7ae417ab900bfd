"""Pages of the roster, a file for each part."""
