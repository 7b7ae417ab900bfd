"""Pages under /spreadsheets/."""

from django.urls import path

from spreadsheets.views import exporting

app_name = "spreadsheets"

urlpatterns = [
    path("export/<slug:key>/", exporting.export, name="export"),
]
