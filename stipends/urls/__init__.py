"""Addresses of honoraria, by subject."""

from stipends.urls import money

app_name = "stipends"

urlpatterns = [*money.urlpatterns]
