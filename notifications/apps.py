from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications import exports  # noqa: PLC0415 (models are ready only now)
        from notifications.references import handle_own  # noqa: PLC0415
        from notifications.services import holdings  # noqa: PLC0415
        from notifications.services.places import (  # noqa: PLC0415
            follow_roster,
            move_deliveries,
            move_plans,
        )
        from volunteers.movers import register_follower  # noqa: PLC0415
        from wksbm.movers import register_mover  # noqa: PLC0415

        handle_own()
        register_mover("deliveries", move_deliveries)
        register_mover("reminder_rules", move_plans)
        register_follower("deliveries", follow_roster)
        exports.register_lists()
        holdings.register()
