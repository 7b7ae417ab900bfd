"""What narrows the lists of the roster, on pages and in the API."""
