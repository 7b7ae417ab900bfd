"""Pages about a person."""

from people.views.persons import change_person, history

__all__ = ["change_person", "history"]
