"""Persons for programs, which of them are one, and what people ask of their own data."""

from people.api.duplicates import DuplicateViewSet, MergeViewSet
from people.api.persons import PersonViewSet
from people.api.requests import DataRequestViewSet, OwnDataView

__all__ = [
    "DataRequestViewSet",
    "DuplicateViewSet",
    "MergeViewSet",
    "OwnDataView",
    "PersonViewSet",
]
