"""Persons for programs."""

from people.api.duplicates import DuplicateViewSet, MergeViewSet

__all__ = ["DuplicateViewSet", "MergeViewSet"]
