from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "papers"

    def ready(self) -> None:
        from papers import own  # noqa: PLC0415 (models are ready only now)

        own.register_kinds()
