from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications.services import holdings  # noqa: PLC0415
        from notifications.services.places import (  # noqa: PLC0415 (models are ready only now)
            move_deliveries,
        )
        from wksbm.movers import register_mover  # noqa: PLC0415

        register_mover("deliveries", move_deliveries)
        holdings.register()
