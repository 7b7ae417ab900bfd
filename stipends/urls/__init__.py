"""Addresses of honoraria, by subject."""

from stipends.urls import funding, runs

app_name = "stipends"

urlpatterns = [*runs.urlpatterns, *funding.urlpatterns]
