from django.urls import URLPattern, URLResolver

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
    # Organisations, qualifications and trainings.
    # Duties, absences and one's own page.
    # Monthly reports and dropped scans.
]
