"""Pages under /people/."""

from django.urls import path

from people import views

app_name = "people"

urlpatterns = [
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/merge/", views.choose_twin, name="choose_twin"),
    path("<int:pk>/merge/<int:other>/", views.merge_with, name="merge_with"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", views.duplicate, name="duplicate"),
    path("duplicates/<int:pk>/different/", views.tell_apart, name="tell_apart"),
    path("duplicates/<int:pk>/reopen/", views.reopen_pair, name="reopen_pair"),
    path("merges/", views.merges, name="merges"),
    path("merges/<int:pk>/", views.merge, name="merge"),
    path("merges/<int:pk>/undo/", views.undo_merge, name="undo_merge"),
    path("<int:pk>/change/", views.change_person, name="change_person"),
]
