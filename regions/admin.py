"""Regions in the admin site: a superuser may mend them, never delete them; loads are only shown."""

from django.contrib import admin
from django.http import HttpRequest

from common.admin import LookOnly
from regions.models import Region, RegionLoad, ShapeLoad


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    list_display = ["code", "name", "level", "kind", "active_from", "active_until"]
    list_filter = ["level", "kind", "time_zone"]
    search_fields = ["code__startswith", "name__trigram_word_similar"]
    raw_id_fields = ["parent", "replaced_by"]
    show_full_result_count = False

    def get_readonly_fields(self, _request: HttpRequest, obj: Region | None = None) -> list[str]:
        return ["code", "level", "kind", "parent"] if obj else []

    def has_delete_permission(self, _request: HttpRequest, _obj: Region | None = None) -> bool:
        return False


@admin.register(RegionLoad)
class RegionLoadAdmin(LookOnly, admin.ModelAdmin[RegionLoad]):
    list_display = ["decree", "decreed_on", "loaded_at", "sha256"]


@admin.register(ShapeLoad)
class ShapeLoadAdmin(LookOnly, admin.ModelAdmin[ShapeLoad]):
    list_display = ["source", "licence", "loaded", "loaded_at"]
