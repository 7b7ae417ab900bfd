from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import exports  # noqa: PLC0415 (models are ready only now)

        exports.register_lists()
