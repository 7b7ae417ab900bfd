"""What changes in the roster. Import services from here."""

from volunteers.services.reference import load_pillars

__all__ = ["load_pillars"]
