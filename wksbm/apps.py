from django.apps import AppConfig


class WksbmConfig(AppConfig):
    name = "wksbm"

    def ready(self) -> None:
        from wksbm import papers  # noqa: PLC0415 (models are ready only now)

        papers.register_kinds()
