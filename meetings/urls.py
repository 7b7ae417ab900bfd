from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("of/<int:pk>/", views.meetings_of, name="meetings_of"),
    path("of/<int:pk>/plan/", views.plan_meeting, name="plan_meeting"),
    path("of/<int:pk>/start-series/", views.start_series, name="start_series"),
    path("of/<int:pk>/log/", views.log_new_meeting, name="log_new_meeting"),
    path("log/", views.log, name="log"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/<int:pk>/revoke/", views.revoke_feed, name="revoke_feed"),
    path("feeds/<str:key>.ics", views.feed, name="feed"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/add/", views.add_holiday, name="add_holiday"),
    path("holidays/<int:pk>/remove/", views.remove_holiday, name="remove_holiday"),
    path("series/<int:pk>/add/", views.add_occurrence, name="add_occurrence"),
    path("series/<int:pk>/", views.series, name="series"),
    path("series/<int:pk>/change/", views.change_series, name="change_series"),
    path("series/<int:pk>/end/", views.end_series, name="end_series"),
    path("series/<int:pk>/history/", views.series_history, name="series_history"),
    path("<uuid:pk>/", views.meeting, name="meeting"),
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
    # papers
    path(
        "<uuid:pk>/print-attendance-list/",
        views.print_attendance_list,
        name="print_attendance_list",
    ),
    path("<uuid:pk>/print-minutes/", views.print_minutes, name="print_minutes"),
    path("<uuid:pk>/print-record/", views.print_record, name="print_record"),
    path("of/<int:key>/recap/", views.recap, {"of": "wksbm"}, name="recap"),
    path("of/<int:key>/recap/print/", views.print_recap, {"of": "wksbm"}, name="print_recap"),
    path(
        "of-organisation/<int:key>/recap/",
        views.recap,
        {"of": "organisation"},
        name="recap_of_organisation",
    ),
    path(
        "of-organisation/<int:key>/recap/print/",
        views.print_recap,
        {"of": "organisation"},
        name="print_recap_of_organisation",
    ),
    path("of-region/<str:key>/recap/", views.recap, {"of": "region"}, name="recap_of_region"),
    path(
        "of-region/<str:key>/recap/print/",
        views.print_recap,
        {"of": "region"},
        name="print_recap_of_region",
    ),
]
