"""Pages under /volunteers/."""

from django.urls import URLPattern, URLResolver, path

from volunteers.views import appointing, confirming, decrees, pillars, roster

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
    path("", roster.volunteers, name="volunteers"),
    path("appoint/", appointing.appoint_volunteer, name="appoint_volunteer"),
    path("decrees/add/", decrees.add_decree, name="add_decree"),
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
    path("tiers/<int:pk>/correct/", appointing.correct_tier, name="correct_tier"),
    path("<int:pk>/history/", roster.appointment_history, name="appointment_history"),
    # Organisations, qualifications and trainings.
    # Duties, absences and one's own page.
    # Monthly reports and dropped scans.
]
