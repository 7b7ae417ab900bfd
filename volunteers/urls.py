from django.urls import URLPattern, URLResolver, path

from volunteers.views import assignments, duties, own, planning_duties

"""Pages under /volunteers/."""


from volunteers import views
from volunteers.views import appointing, confirming, pillars, reporting, reports, roster

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
    path("", roster.volunteers, name="volunteers"),
    path("appoint/", appointing.appoint_volunteer, name="appoint_volunteer"),
    path("renew/", appointing.renew_appointments, name="renew_appointments"),
    path("confirm/", confirming.confirm, name="confirm"),
    path("confirm/<str:code>/", confirming.confirm_village, name="confirm_village"),
    path("pillars/", pillars.pillars, name="pillars"),
    path("pillars/add/", pillars.add_pillar, name="add_pillar"),
    path("pillars/<int:pk>/", pillars.pillar, name="pillar"),
    path("pillars/<int:pk>/change/", pillars.change_pillar, name="change_pillar"),
    path("pillars/<int:pk>/end/", pillars.end_pillar, name="end_pillar"),
    path("<int:pk>/", roster.appointment, name="appointment"),
    path("<int:pk>/change/", appointing.change_appointment, name="change_appointment"),
    path("<int:pk>/renew/", appointing.renew_appointment, name="renew_appointment"),
    path("<int:pk>/end/", appointing.end_appointment, name="end_appointment"),
    path("<int:pk>/raise-tier/", appointing.raise_tier, name="raise_tier"),
    path("<int:pk>/history/", roster.appointment_history, name="appointment_history"),
    # Organisations, qualifications and trainings.
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/found/", views.found_organisation, name="found_organisation"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/change/", views.change_organisation, name="change_organisation"),
    path("organisations/<int:pk>/place-under/", views.place_under, name="place_under"),
    path(
        "organisations/<int:pk>/dissolve/",
        views.dissolve_organisation,
        name="dissolve_organisation",
    ),
    path(
        "organisations/<int:pk>/history/", views.organisation_history, name="organisation_history"
    ),
    path("organisations/<int:pk>/officers/add/", views.seat_officer, name="seat_officer"),
    path("officers/<int:pk>/replace/", views.replace_officer, name="replace_officer"),
    path("officers/<int:pk>/end/", views.end_office, name="end_office"),
    path("officers/<int:pk>/history/", views.office_history, name="office_history"),
    path("umbrella/<int:pk>/", views.umbrella, name="umbrella"),
    path("umbrella/<int:pk>/print/", views.print_directory, name="print_directory"),
    path("qualifications/", views.qualifications, name="qualifications"),
    path("qualifications/grant/", views.choose_qualified, name="choose_qualified"),
    path("qualifications/grant/<int:pk>/", views.grant_qualification, name="grant_qualification"),
    path("qualifications/<int:pk>/renew/", views.renew_qualification, name="renew_qualification"),
    path(
        "qualifications/<int:pk>/withdraw/",
        views.withdraw_qualification,
        name="withdraw_qualification",
    ),
    path(
        "qualifications/<int:pk>/history/",
        views.qualification_history,
        name="qualification_history",
    ),
    path("qualification-kinds/", views.qualification_kinds, name="qualification_kinds"),
    path("qualification-kinds/add/", views.add_qualification_kind, name="add_qualification_kind"),
    path(
        "qualification-kinds/<int:pk>/change/",
        views.change_qualification_kind,
        name="change_qualification_kind",
    ),
    path("trainings/", views.trainings, name="trainings"),
    path("trainings/plan/", views.plan_training, name="plan_training"),
    path("trainings/<int:pk>/", views.training, name="training"),
    path("trainings/<int:pk>/history/", views.training_history, name="training_history"),
    path("trainings/<int:pk>/change/", views.change_training, name="change_training"),
    path("trainings/<int:pk>/invite/", views.invite_participants, name="invite_participants"),
    path("trainings/<int:pk>/attendance/", views.mark_attendance, name="mark_attendance"),
    path("trainings/<int:pk>/grant/", views.grant_from_training, name="grant_from_training"),
    path("trainings/<int:pk>/correct/", views.correct_attendance, name="correct_attendance"),
    # Duties, absences and one's own page.
    path("me/", own.own, name="own"),
    path("absences/of/<int:pk>/", own.block_dates, name="block_dates"),
    path("absences/<int:pk>/free/", own.free_dates, name="free_dates"),
    path("duties/", duties.duties, name="duties"),
    path("duties/plan/", planning_duties.plan_duty, name="plan_duty"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/change/", planning_duties.change_duty, name="change_duty"),
    path("duties/<int:pk>/move/", planning_duties.move_duty, name="move_duty"),
    path("duties/<int:pk>/cancel/", planning_duties.cancel_duty, name="cancel_duty"),
    path("duties/<int:pk>/repeat/", planning_duties.repeat_duty, name="repeat_duty"),
    path("duties/<int:pk>/offer/", duties.offer_duty, name="offer_duty"),
    path("assignments/<int:pk>/accept/", assignments.accept_duty, name="accept_duty"),
    path("assignments/<int:pk>/decline/", assignments.decline_duty, name="decline_duty"),
    path("assignments/<int:pk>/withdraw/", assignments.withdraw_offer, name="withdraw_offer"),
    path("assignments/<int:pk>/take-over/", assignments.take_over, name="take_over"),
    path("assignments/<int:pk>/log-hours/", assignments.log_hours, name="log_hours"),
    path("assignments/<int:pk>/confirm-hours/", assignments.confirm_hours, name="confirm_hours"),
    path("assignments/<int:pk>/correct-hours/", assignments.correct_hours, name="correct_hours"),
    # Monthly reports and dropped scans.
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/submit/", reporting.submit_report, name="submit_report"),
    path("reports/<int:pk>/take-back/", reporting.take_back_report, name="take_back_report"),
    path("reports/<int:pk>/fill/", reporting.fill_from_duties, name="fill_from_duties"),
    path("reports/<int:pk>/sign/", reporting.sign_report, name="sign_report"),
    path("reports/<int:pk>/reopen/", reporting.reopen_report, name="reopen_report"),
    path("reports/<int:pk>/scan/", reports.report_scan, name="report_scan"),
    path("reports/<int:pk>/print/", reporting.print_report, name="print_report"),
    path("reports/<int:pk>/history/", reports.report_history, name="report_history"),
    path("<int:pk>/write-report/", reporting.write_report, name="write_report"),
    path("<int:pk>/print-blank-report/", reporting.print_blank_report, name="print_blank_report"),
]
