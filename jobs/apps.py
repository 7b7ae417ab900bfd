from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        from jobs.services import keeping  # noqa: PLC0415 (models are ready only now)

        keeping.register()
