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
    # Follow-ups.
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:pk>/", views.follow_up, name="follow_up"),
    path("follow-ups/<uuid:pk>/change/", views.change_follow_up, name="change_follow_up"),
    path("follow-ups/<uuid:pk>/finish/", views.finish_follow_up, name="finish_follow_up"),
    path("follow-ups/<uuid:pk>/verify/", views.verify_follow_up, name="verify_follow_up"),
    path("follow-ups/<uuid:pk>/reopen/", views.reopen_follow_up, name="reopen_follow_up"),
    path("follow-ups/<uuid:pk>/drop/", views.drop_follow_up, name="drop_follow_up"),
    path("follow-ups/<uuid:pk>/picture/", views.follow_up_picture, name="follow_up_picture"),
    path("<uuid:pk>/add-follow-up/", views.add_follow_up, name="add_follow_up"),
    # Who is there: the code on the wall, photos, the signed sheet.
    path("check-in/<str:key>/", views.check_in, name="check_in"),
    path("<uuid:pk>/check-in/", views.check_in_code, name="check_in_code"),
    path("<uuid:pk>/check-in/open/", views.open_check_in, name="open_check_in"),
    path("<uuid:pk>/check-in/close/", views.close_check_in, name="close_check_in"),
    path("<uuid:pk>/guests/", views.match_guests, name="match_guests"),
    path("<uuid:pk>/photos/", views.photos, name="photos"),
    path("<uuid:pk>/photos/<uuid:photo>/", views.photo, name="photo"),
    path("<uuid:pk>/photos/<uuid:photo>/small/", views.thumbnail, name="thumbnail"),
    path("<uuid:pk>/photos/<uuid:photo>/caption/", views.change_caption, name="change_caption"),
    path("<uuid:pk>/photos/<uuid:photo>/remove/", views.remove_photo, name="remove_photo"),
    path("<uuid:pk>/tick-from-sheet/", views.tick_from_sheet, name="tick_from_sheet"),
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
    # papers
    path(
        "<uuid:pk>/print-attendance-list/",
        views.print_attendance_list,
        name="print_attendance_list",
    ),
    path("<uuid:pk>/print-minutes/", views.print_minutes, name="print_minutes"),
    path("<uuid:pk>/print-record/", views.print_record, name="print_record"),
    *of_each_host("recap/", views.recap, "recap"),
    *of_each_host("recap/print/", views.print_recap, "print_recap"),
    # the minutes: their versions, approval, quorum
    path("<uuid:pk>/revisions/", views.revisions, name="revisions"),
    path("<uuid:pk>/approve/", views.approve_minutes, name="approve_minutes"),
    path("<uuid:pk>/reopen/", views.reopen_minutes, name="reopen_minutes"),
    path("<uuid:pk>/delay/", views.delay_meeting, name="delay_meeting"),
    path("<uuid:pk>/second-session/", views.hold_second_session, name="hold_second_session"),
    path("<uuid:pk>/grant/", views.grant_from_meeting, name="grant_from_meeting"),
]
