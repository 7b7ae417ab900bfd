"""Persons' own affairs by API."""

from people.api.requests import DataRequestViewSet, OwnDataView

__all__ = ["DataRequestViewSet", "OwnDataView"]
