from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from spreadsheets.kinds import register  # noqa: PLC0415 (models are ready only now)
        from volunteers import exports  # noqa: PLC0415
        from volunteers.importers import VOLUNTEERS  # noqa: PLC0415

        exports.register_lists()
        register(VOLUNTEERS)
