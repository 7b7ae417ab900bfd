"""How lists of money are narrowed, on pages and by the API."""
