from django.urls import URLPattern, URLResolver, path

from volunteers import views

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
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
    # Monthly reports and dropped scans.
]
