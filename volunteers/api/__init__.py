"""The roster for programs."""

from volunteers.api.roster import PillarViewSet, VolunteerViewSet

__all__ = ["PillarViewSet", "VolunteerViewSet"]
