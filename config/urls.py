"""Every address of the service: pages by app, the API, the operators' admin."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.urls import allauth_urlpatterns
from config.api import v1
from papers.views import verify_paper

# The admin has no door of its own: failures are counted and a second step asked at ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("portal.urls")),
    path("people/", include("people.urls")),
    path("wksbm/", include("wksbm.urls")),
    path("programme/", include("programme.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("stipends/", include("stipends.urls")),
    path("papers/", include("papers.urls")),
    path("v/<str:code>/", verify_paper, name="verify_paper"),
    path("meetings/", include("meetings.urls")),
    path("notifications/", include("notifications.urls")),
    path("spreadsheets/", include("spreadsheets.urls")),
    path("jobs/", include("jobs.urls")),
    path("audit/", include("audit.urls")),
    path("accounts/", include(allauth_urlpatterns)),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", include((v1, "v1"))),
    path("operator/", admin.site.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
