from django.urls import URLPattern

app_name = "wksbm"

urlpatterns: list[URLPattern] = []
