"""Messages in the operators' admin: to be looked at only."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from notifications.models import Attempt, Delivery, Heartbeat


class LookOnly:
    def has_add_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


class AttemptInline(LookOnly, admin.TabularInline[Attempt, Delivery]):
    model = Attempt
    fields = ["channel", "state", "answer", "reference", "started_at", "ended_at"]


@admin.register(Delivery)
class DeliveryAdmin(LookOnly, admin.ModelAdmin[Delivery]):
    list_display = ["pk", "rule", "step", "state", "due_at", "region_id", "reason"]
    list_filter = ["state", "rule", "step"]
    search_fields = ["occasion__startswith"]
    ordering = ["-due_at", "-pk"]
    show_full_result_count = False
    inlines = [AttemptInline]


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnly, admin.ModelAdmin[Heartbeat]):
    list_display = ["loop", "beat_at"]
