from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import exports  # noqa: PLC0415 (models are ready only now)
        from notifications.services.places import move_deliveries  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        register_mover("deliveries", move_deliveries)
        exports.register_lists()
