"""What changes in the roster. Import services from here."""

from volunteers.services.qualifying import holds, missing_for, qualified_persons
from volunteers.services.reference import load_pillars

__all__ = ["holds", "load_pillars", "missing_for", "qualified_persons"]
