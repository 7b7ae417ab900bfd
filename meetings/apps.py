from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import papers  # noqa: PLC0415 (models are ready only now)

        papers.register_kinds()
