from django.apps import AppConfig


class StipendsConfig(AppConfig):
    name = "stipends"

    def ready(self) -> None:
        from stipends import papers  # noqa: PLC0415 (models are ready only now)

        papers.register_kinds()
