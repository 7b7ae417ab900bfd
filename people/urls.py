"""Pages under /people/."""

from django.urls import path

from people import views

app_name = "people"

urlpatterns = [
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/change/", views.change_person, name="change_person"),
]
