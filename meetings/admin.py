"""Kinds, series, meetings and tasks for operators: to be read, never changed past the services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from meetings.models import (
    Attendance,
    FollowUp,
    Invitation,
    InvitedGroup,
    Meeting,
    MeetingKind,
    MeetingPhoto,
    Series,
)

HOSTS = ("wksbm", "organisation", "region")


class ReadOnly:
    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False


@admin.register(MeetingKind)
class MeetingKindAdmin(ReadOnly, admin.ModelAdmin[MeetingKind]):
    list_display = ("code", "name", "region", "circle", "term")
    list_select_related = ("region",)
    search_fields = ("code", "name", "region__code")


@admin.register(Series)
class SeriesAdmin(ReadOnly, admin.ModelAdmin[Series]):
    list_display = ("purpose", "host_name", "rrule", "starts_on", "ended_on")
    list_select_related = HOSTS
    search_fields = ("purpose", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False


class AttendanceInline(ReadOnly, admin.TabularInline[Attendance, Meeting]):
    model = Attendance
    extra = 0


class InvitationInline(ReadOnly, admin.TabularInline[Invitation, Meeting]):
    model = Invitation
    extra = 0


class InvitedGroupInline(ReadOnly, admin.TabularInline[InvitedGroup, Meeting]):
    model = InvitedGroup
    extra = 0


class PhotoInline(ReadOnly, admin.TabularInline[MeetingPhoto, Meeting]):
    model = MeetingPhoto
    exclude = ("picture",)
    extra = 0


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin[Meeting]):
    list_display = ("on", "kind", "purpose", "host_name", "status", "logged_as")
    list_filter = ("status",)
    list_select_related = (*HOSTS, "kind")
    search_fields = ("purpose", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False
    inlines = (InvitedGroupInline, InvitationInline, AttendanceInline, PhotoInline)


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnly, admin.ModelAdmin[FollowUp]):
    list_display = ("task", "host_name", "due_on", "status")
    list_filter = ("status",)
    list_select_related = HOSTS
    search_fields = ("task", "wksbm__name", "organisation__name", "region__code")
    show_full_result_count = False
