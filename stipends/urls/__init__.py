"""Addresses of honoraria, by subject."""

from stipends.urls import fairness, funding, money, runs

app_name = "stipends"

urlpatterns = [*runs.urlpatterns, *funding.urlpatterns, *money.urlpatterns, *fairness.urlpatterns]
