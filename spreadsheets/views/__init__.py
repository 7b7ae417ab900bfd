"""Bringing a sheet in, as four pages: upload, columns, check, outcome."""
