"""Who is paid what for how much service."""

from django.urls import path

from stipends.views import fairness

urlpatterns = [
    path("fairness/", fairness.fairness, name="fairness"),
    path("fairness/print/", fairness.print_fairness, name="print_fairness"),
]
