"""Persons for programs, and which of them are one."""

from people.api.duplicates import DuplicateViewSet, MergeViewSet
from people.api.persons import PersonViewSet

__all__ = ["DuplicateViewSet", "MergeViewSet", "PersonViewSet"]
