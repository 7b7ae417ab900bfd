"""Series and meetings for operators: to be read, never changed past the services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from meetings.models import Attendance, Meeting, Series


class ReadOnly:
    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False


@admin.register(Series)
class SeriesAdmin(ReadOnly, admin.ModelAdmin[Series]):
    list_display = ("purpose", "wksbm", "rrule", "starts_on", "ended_on")
    list_select_related = ("wksbm",)
    search_fields = ("purpose", "wksbm__name", "region__code")
    show_full_result_count = False


class AttendanceInline(ReadOnly, admin.TabularInline[Attendance, Meeting]):
    model = Attendance
    extra = 0


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin[Meeting]):
    list_display = ("on", "purpose", "wksbm", "status", "logged_as")
    list_filter = ("status",)
    list_select_related = ("wksbm",)
    search_fields = ("purpose", "wksbm__name", "region__code")
    show_full_result_count = False
    inlines = (AttendanceInline,)
