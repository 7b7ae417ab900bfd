from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from meetings import views

app_name = "meetings"


def of_each_host(rest: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """Return the addresses of a page that a body, an organisation and a region have alike."""
    stem = name.removesuffix("_of")
    return [
        path(f"of/<int:pk>/{rest}", view, {"of": "wksbm"}, name=name),
        path(
            f"of-organisation/<int:pk>/{rest}",
            view,
            {"of": "organisation"},
            name=f"{stem}_of_organisation",
        ),
        path(f"of-region/<str:pk>/{rest}", view, {"of": "region"}, name=f"{stem}_of_region"),
    ]


urlpatterns = [
    path("", views.meetings, name="meetings"),
    *of_each_host("", views.meetings_of, "meetings_of"),
    *of_each_host("plan/", views.plan_meeting, "plan_meeting"),
    *of_each_host("start-series/", views.start_series, "start_series"),
    *of_each_host("log/", views.log_new_meeting, "log_new_meeting"),
    path("log/", views.log, name="log"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/<int:pk>/revoke/", views.revoke_feed, name="revoke_feed"),
    path("feeds/<str:key>.ics", views.feed, name="feed"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/add/", views.add_holiday, name="add_holiday"),
    path("holidays/<int:pk>/change/", views.change_holiday, name="change_holiday"),
    path("holidays/<int:pk>/remove/", views.remove_holiday, name="remove_holiday"),
    path("series/<int:pk>/add/", views.add_occurrence, name="add_occurrence"),
    path("series/<int:pk>/", views.series, name="series"),
    path("series/<int:pk>/change/", views.change_series, name="change_series"),
    path("series/<int:pk>/end/", views.end_series, name="end_series"),
    path("series/<int:pk>/history/", views.series_history, name="series_history"),
    # kinds and hosts
    path("hosts/", views.hosts, name="hosts"),
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/add/", views.add_kind, name="add_kind"),
    path("kinds/<slug:pk>/", views.kind, name="kind"),
    path("kinds/<slug:pk>/change/", views.change_kind, name="change_kind"),
    path("kinds/<slug:pk>/end/", views.end_kind, name="end_kind"),
    # invitations
    path("answer/<str:key>/", views.answer, name="answer"),
    path("answer-by-name/<str:key>/", views.answer_by_name, name="answer_by_name"),
    path("own-invitations/", views.own_invitations, name="own_invitations"),
    path("<uuid:pk>/invitations/", views.invitations, name="invitations"),
    path("<uuid:pk>/choose-circle/", views.choose_circle, name="choose_circle"),
    path("<uuid:pk>/invite-group/", views.invite_group, name="invite_group"),
    path("<uuid:pk>/withdraw-group/<int:group>/", views.withdraw_group, name="withdraw_group"),
    path("<uuid:pk>/invite-person/<int:person>/", views.invite_person, name="invite_person"),
    path("<uuid:pk>/invite-guest/", views.invite_guest, name="invite_guest"),
    path("<uuid:pk>/invitations/<slug:who>/leave-out/", views.leave_out, name="leave_out"),
    path("<uuid:pk>/invitations/<slug:who>/", views.note_answer, name="note_answer"),
    # one meeting
    path("<uuid:pk>/", views.meeting, name="meeting"),
    path("<uuid:pk>/change/", views.change_meeting, name="change_meeting"),
    path("<uuid:pk>/meeting.ics", views.meeting_file, name="meeting_file"),
    path("<uuid:pk>/history/", views.history, name="history"),
    path("<uuid:pk>/log/", views.log_meeting, name="log_meeting"),
    path("<uuid:pk>/move/", views.move_meeting, name="move_meeting"),
    path("<uuid:pk>/merge/", views.merge_meetings, name="merge_meetings"),
    path("<uuid:pk>/cancel/", views.cancel_meeting, name="cancel_meeting"),
    path("<uuid:pk>/print-invitation/", views.print_invitation, name="print_invitation"),
    path(
        "<uuid:pk>/print-attendance-sheet/",
        views.print_attendance_sheet,
        name="print_attendance_sheet",
    ),
]
