from django.urls import URLPattern, URLResolver, path

from volunteers.views import assignments, duties, hours, own, planning_duties

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
    # Organisations, qualifications and trainings.
    # Duties, absences and one's own page.
    path("me/", own.own, name="own"),
    path("absences/of/<int:pk>/", own.block_dates, name="block_dates"),
    path("absences/<int:pk>/free/", own.free_dates, name="free_dates"),
    path("duties/", duties.duties, name="duties"),
    path("duties/hours/", hours.hours, name="hours"),
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
]
