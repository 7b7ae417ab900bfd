from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import exports  # noqa: PLC0415 (models are ready only now)
        from portal.summary import exports as summary_exports  # noqa: PLC0415
        from portal.summary import papers  # noqa: PLC0415

        exports.register_lists()
        summary_exports.register_lists()
        papers.register_kinds()
