"""Bodies, decrees, boards and members in the operators' admin: to look at only."""

from django.contrib import admin

from people.admin import LookedAt
from wksbm.models import Decree, Membership, Office, Seat, Wksbm


@admin.register(Wksbm)
class WksbmAdmin(LookedAt):
    list_display = ("name", "region_id", "level", "founded_on", "dissolved_on")
    search_fields = ("name", "region__name")


@admin.register(Office)
class OfficeAdmin(LookedAt):
    list_display = ("name", "kind", "region_id")
    search_fields = ("name",)


@admin.register(Decree)
class DecreeAdmin(LookedAt):
    list_display = ("number", "issuer", "kind", "enacted_on", "term")
    list_select_related = ("issuer",)
    search_fields = ("number", "subject")
    exclude = ("scan",)


@admin.register(Seat)
class SeatAdmin(LookedAt):
    list_display = ("post", "section", "holder", "wksbm", "term")
    list_select_related = ("holder", "wksbm")
    search_fields = ("holder__name", "wksbm__name")


@admin.register(Membership)
class MembershipAdmin(LookedAt):
    list_display = ("person", "wksbm", "term")
    list_select_related = ("person", "wksbm")
    search_fields = ("person__name", "wksbm__name")
