"""Plans and books for operators: to be read, never changed past the services."""

from django.contrib import admin

from common.admin import LookOnly
from programme.models import Activity, Letter, Visit

HOSTS = ("wksbm", "organisation", "region")


@admin.register(Activity)
class ActivityAdmin(LookOnly, admin.ModelAdmin[Activity]):
    list_display = ("year", "name", "host_name", "from_month", "to_month", "status")
    list_filter = ("status",)
    list_select_related = HOSTS
    search_fields = ("name", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False


@admin.register(Letter)
class LetterAdmin(LookOnly, admin.ModelAdmin[Letter]):
    list_display = ("year", "direction", "number", "subject", "party", "host_name")
    list_filter = ("direction",)
    list_select_related = HOSTS
    search_fields = ("subject", "party", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False
    # The scan opens on its own page, where the look is noted.
    exclude = ("scan", "scan_original")


@admin.register(Visit)
class VisitAdmin(LookOnly, admin.ModelAdmin[Visit]):
    list_display = ("on", "office", "people", "purpose", "host_name")
    list_select_related = HOSTS
    search_fields = ("office", "purpose", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False
