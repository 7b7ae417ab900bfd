"""How often one user's programs may ask: a brake on what runs wild, counted by each process."""

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class ApiThrottle(UserRateThrottle):
    cache = caches["process"]
