"""Lists as spreadsheets: who registers what, and how a list is written."""
