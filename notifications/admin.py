"""Messages in the operators' admin: to be looked at only."""

from django.contrib import admin

from common.admin import LookOnly
from notifications.models import Attempt, Delivery, Heartbeat


class AttemptInline(LookOnly, admin.TabularInline[Attempt, Delivery]):
    model = Attempt
    fields = ["channel", "by", "state", "answer", "reference", "started_at", "ended_at"]


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
