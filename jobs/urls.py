"""Pages under /jobs/."""

from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("<int:pk>/result/", views.result, name="result"),
]
