"""Pages under /audit/."""

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [
    path("looks/", views.looks, name="looks"),
    path("looks/of/<int:pk>/", views.looks_of_user, name="looks_of_user"),
    path("users/<int:pk>/", views.user_history, name="user_history"),
]
