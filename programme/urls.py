from django.urls import path

from programme import views

app_name = "programme"

# <of> says whose books: wksbm-12, organisation-5, region-52.07.01.2001 (programme/hosts.py).
urlpatterns = [
    path("", views.books, name="books"),
    path("activities/<uuid:pk>/", views.activity, name="activity"),
    path("activities/<uuid:pk>/change/", views.change_activity, name="change_activity"),
    path("activities/<uuid:pk>/finish/", views.finish_activity, name="finish_activity"),
    path("activities/<uuid:pk>/drop/", views.drop_activity, name="drop_activity"),
    path("activities/<uuid:pk>/plan-again/", views.plan_again, name="plan_again"),
    path("activities/<uuid:pk>/history/", views.activity_history, name="activity_history"),
    path("letters/<uuid:pk>/", views.letter, name="letter"),
    path("letters/<uuid:pk>/change/", views.change_letter, name="change_letter"),
    path("letters/<uuid:pk>/attach-scan/", views.attach_letter_scan, name="attach_letter_scan"),
    path("letters/<uuid:pk>/strike/", views.strike_letter, name="strike_letter"),
    path("letters/<uuid:pk>/scan/", views.letter_scan, name="letter_scan"),
    path("letters/<uuid:pk>/history/", views.letter_history, name="letter_history"),
    path("visits/<uuid:pk>/", views.visit, name="visit"),
    path("visits/<uuid:pk>/change/", views.change_visit, name="change_visit"),
    path("visits/<uuid:pk>/strike/", views.strike_visit, name="strike_visit"),
    path("visits/<uuid:pk>/history/", views.visit_history, name="visit_history"),
    path("meetings/<uuid:pk>/plan/", views.add_from_meeting, name="add_from_meeting"),
    path("meetings/<uuid:pk>/visitors/", views.enter_visitors, name="enter_visitors"),
    path("<str:of>/", views.books_of, name="books_of"),
    path("<str:of>/plan/", views.plan, name="plan"),
    path("<str:of>/plan/add/", views.add_activity, name="add_activity"),
    path("<str:of>/plan/copy/", views.copy_plan, name="copy_plan"),
    path("<str:of>/letters/", views.letters, name="letters"),
    path("<str:of>/letters/enter/", views.enter_letter, name="enter_letter"),
    path("<str:of>/visits/", views.visits, name="visits"),
    path("<str:of>/visits/enter/", views.enter_visit, name="enter_visit"),
    path("<str:of>/print/", views.print_book, name="print_book"),
]
