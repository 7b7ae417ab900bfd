from django.apps import AppConfig


class WksbmConfig(AppConfig):
    name = "wksbm"
