"""Pages under /people/."""

from django.urls import path

from people import views

app_name = "people"

urlpatterns = [
    path("", views.persons, name="persons"),
    path("find/", views.find, name="find"),
    path("take-in/", views.take_in, name="take_in"),
    path("add/", views.add_person, name="add_person"),
    path("<int:pk>/", views.person, name="person"),
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
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/nik/", views.set_nik, name="set_nik"),
    path("<int:pk>/family-cards/add/", views.add_family_card, name="add_family_card"),
    path("<int:pk>/accounts/add/", views.add_bank_account, name="add_bank_account"),
    path("<int:pk>/consents/add/", views.give_consent, name="give_consent"),
    path("<int:pk>/reveal/", views.reveal, name="reveal"),
    path("accounts/<int:pk>/end/", views.end_bank_account, name="end_bank_account"),
    path("consents/<int:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
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
