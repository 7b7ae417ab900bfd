from django.urls import URLPattern, URLResolver, path

from volunteers.views import reporting, reports, scans

app_name = "volunteers"

urlpatterns: list[URLPattern | URLResolver] = [
    # Who serves: appointments, pillars, the semester's confirmation.
    # Organisations, qualifications and trainings.
    # Duties, absences and one's own page.
    # Monthly reports and dropped scans.
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/submit/", reporting.submit_report, name="submit_report"),
    path("reports/<int:pk>/take-back/", reporting.take_back_report, name="take_back_report"),
    path("reports/<int:pk>/fill/", reporting.fill_from_duties, name="fill_from_duties"),
    path("reports/<int:pk>/sign/", reporting.sign_report, name="sign_report"),
    path("reports/<int:pk>/reopen/", reporting.reopen_report, name="reopen_report"),
    path("reports/<int:pk>/scan/", reports.report_scan, name="report_scan"),
    path("reports/<int:pk>/print/", reporting.print_report, name="print_report"),
    path("reports/<int:pk>/history/", reports.report_history, name="report_history"),
    path("scans/", scans.drop_scans, name="drop_scans"),
    path("scans/<uuid:batch>/", scans.confirm_scans, name="confirm_scans"),
    path("<int:pk>/write-report/", reporting.write_report, name="write_report"),
    path("<int:pk>/print-blank-report/", reporting.print_blank_report, name="print_blank_report"),
]
