"""Persons for programs."""

from people.api.persons import PersonViewSet

__all__ = ["PersonViewSet"]
