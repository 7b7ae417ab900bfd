"""The child that reads spreadsheets: looks for what is hostile first. It knows nothing of Django.

`spreadsheets.reading` is the way in.
"""
