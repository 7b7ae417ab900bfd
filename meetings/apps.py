from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings.services.places import move_meetings  # noqa: PLC0415 (models are ready now)
        from wksbm.movers import register_mover  # noqa: PLC0415

        register_mover("meetings", move_meetings)
