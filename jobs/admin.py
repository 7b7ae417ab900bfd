"""Long work in the operators' admin: to be looked at only."""

from django.contrib import admin

from common.admin import LookOnly
from jobs.models import Job


@admin.register(Job)
class JobAdmin(LookOnly, admin.ModelAdmin[Job]):
    list_display = ["pk", "kind", "status", "done", "total", "attempts", "created_at", "user"]
    list_filter = ["status", "kind"]
    list_select_related = ["user"]
    exclude = ["result"]
    ordering = ["-pk"]
    show_full_result_count = False
