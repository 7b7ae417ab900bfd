from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from volunteers import exports, report_papers  # noqa: PLC0415 (models are ready only now)
        from volunteers.services import dropping  # noqa: PLC0415

        exports.register_lists()
        report_papers.register_kinds()
        dropping.register()
