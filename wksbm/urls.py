"""Pages under /wksbm/."""

from django.urls import path

from wksbm import views

app_name = "wksbm"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("villages/", views.villages, name="villages"),
    path("found/", views.found_wksbm, name="found_wksbm"),
    path("<int:pk>/", views.wksbm, name="wksbm"),
    path("<int:pk>/change/", views.change_wksbm, name="change_wksbm"),
    path("<int:pk>/dissolve/", views.dissolve_wksbm, name="dissolve_wksbm"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/new-head/", views.new_head, name="new_head"),
    path("<int:pk>/decrees/add/", views.add_decree, name="add_decree"),
    path("<int:pk>/seats/add/", views.seat_holder, name="seat_holder"),
    path("<int:pk>/members/add/", views.add_members, name="add_members"),
    path("decrees/", views.decrees, name="decrees"),
    path("decrees/<int:pk>/", views.decree, name="decree"),
    path("decrees/<int:pk>/change/", views.change_decree, name="change_decree"),
    path("decrees/<int:pk>/attach-scan/", views.attach_scan, name="attach_scan"),
    path("decrees/<int:pk>/scan/", views.scan, name="scan"),
    path("mandates/<int:pk>/print/", views.print_extract, name="print_extract"),
    path("decrees/<int:pk>/changes/add/", views.record_change, name="record_change"),
    path("decrees/<int:pk>/history/", views.decree_history, name="decree_history"),
    path("seats/<int:pk>/replace/", views.replace_holder, name="replace_holder"),
    path("seats/<int:pk>/decree/", views.grant_seat_decree, name="grant_seat_decree"),
    path("seats/<int:pk>/end/", views.end_seat, name="end_seat"),
    path("seats/<int:pk>/history/", views.seat_history, name="seat_history"),
    path("members/<int:pk>/history/", views.membership_history, name="membership_history"),
    path("members/<int:pk>/end/", views.end_membership, name="end_membership"),
]
