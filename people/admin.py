"""Persons in the operators' admin: to look at only, because changes go through services."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import ForSuperusers
from people.models import Person


class LookedAt(ForSuperusers):
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(LookedAt):
    list_display = ("name", "phone", "village_id")
    exclude = ("nik_sealed", "nik_index")
    search_fields = ("name", "phone")
