"""The operators' admin for what only services and workers write."""

from django.db.models import Model
from django.http import HttpRequest


class LookOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False
