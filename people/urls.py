"""Pages under /people/."""

from django.urls import path

from people import views

app_name = "people"

urlpatterns = [
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/change/", views.change_person, name="change_person"),
    path("mine/", views.mine, name="mine"),
    path("mine/ask/", views.ask, name="ask"),
    path("mine/copy.json", views.copy_own_data, {"kind": "json"}, name="copy_own_json"),
    path("mine/copy.html", views.copy_own_data, {"kind": "html"}, name="copy_own_page"),
    path("mine/consents/<int:pk>/withdraw/", views.withdraw_own_consent, name="withdraw_own"),
    path("<int:pk>/requests/add/", views.note_request, name="note_request"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/", views.show_request, name="request"),
    path("requests/<int:pk>/answer/", views.answer_request, name="answer_request"),
    path("requests/<int:pk>/refuse/", views.refuse_request, name="refuse_request"),
    path("requests/<int:pk>/propose/", views.propose_erasure, name="propose_erasure"),
    path("requests/<int:pk>/erase/", views.erase_person, name="erase_person"),
    path("requests/<int:pk>/copy.json", views.copy_for_request, {"kind": "json"}, name="copy_json"),
    path("requests/<int:pk>/copy.html", views.copy_for_request, {"kind": "html"}, name="copy_page"),
]
