"""Pages under /papers/."""

from django.urls import path

from papers import views

app_name = "papers"

urlpatterns = [
    path("", views.papers, name="papers"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/withdraw/", views.withdraw_paper, name="withdraw_paper"),
    path("handovers/<int:pk>/print/", views.print_handover, name="print_handover"),
    path("letterheads/<str:code>/", views.letterhead, name="letterhead"),
    path("letterheads/<str:code>/preview/", views.letterhead_preview, name="letterhead_preview"),
]
